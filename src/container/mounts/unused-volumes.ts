import type { Engine } from "../../engine/engine.ts";
import { volumesOf } from "./mount-record.ts";

/** Of these volumes, those that no other container has, running or not. */
export async function unusedVolumes(
  engine: Pick<Engine, "containers">,
  id: string,
  names: readonly string[],
): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const others = (await engine.containers.list()).filter((other) => other.id !== id);
  const used = new Set(others.flatMap(({ labels }) => volumesOf(labels)));
  return names.filter((name) => !used.has(name));
}
