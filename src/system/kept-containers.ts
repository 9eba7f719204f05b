import { labelKeys } from "../container/record/labels.ts";
import { containerName } from "../container/record/lookup.ts";
import { isOurs } from "../container/record/ownership.ts";
import type { Context } from "../context.ts";

/** A container that `--keep` has left of a recipe's task. */
export interface KeptContainer {
  readonly id: string;
  readonly name: string;
  readonly task: string;
}

/** Of the namespace that is looked at, by name. */
export async function keptContainers({
  engine,
  settings,
  signal,
}: Pick<Context, "engine" | "settings" | "signal">): Promise<KeptContainer[]> {
  const found = await engine.containers.list([`labels."${labelKeys.kept}"`], { signal });
  const own = found.filter(({ labels }) => isOurs(settings, labels));
  const kept = own.map((container) => {
    return { id: container.id, name: containerName(container), task: container.labels[labelKeys.kept] ?? "" };
  });
  return kept.sort((a, b) => a.name.localeCompare(b.name));
}
