import { join } from "node:path";
import type { Context } from "../context.ts";
import { namesIn } from "./directory-names.ts";

export interface NamespaceSummary {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly containers: number;
  readonly images: number;
  readonly volumes: number;
}

/** Every namespace of the engine, by name, with how much is in it. */
export async function listNamespaces({
  engine,
  settings,
  signal,
}: Pick<Context, "engine" | "settings" | "signal">): Promise<NamespaceSummary[]> {
  const namespaces = await engine.namespaces.list({ signal });
  const summaries = namespaces.map(async ({ name, labels }) => {
    const inside = engine.inNamespace(name);
    const [containers, images, volumes] = await Promise.all([
      inside.containers.list([], { signal }),
      inside.images.list([], { signal }),
      namesIn(join(settings.dataStore, "volumes", name)),
    ]);
    return { name, labels, containers: containers.length, images: images.length, volumes: volumes.length };
  });
  return (await Promise.all(summaries)).sort((a, b) => a.name.localeCompare(b.name));
}
