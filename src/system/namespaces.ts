import { join } from "node:path";
import type { Context } from "../context.ts";
import { NerdError } from "../errors.ts";
import { namesIn } from "../store/directory-names.ts";
import { closest } from "../suggest.ts";

export interface NamespaceSummary {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly containers: number;
  readonly images: number;
  readonly volumes: number;
}

type NamespaceContext = Pick<Context, "engine" | "settings" | "signal">;

/** Every namespace of the engine, by name, with how much is in it. */
export async function listNamespaces(context: NamespaceContext): Promise<NamespaceSummary[]> {
  const { engine, signal } = context;
  const summaries = (await engine.namespaces.list({ signal })).map((namespace) => summaryOf(context, namespace));
  return (await Promise.all(summaries)).sort((a, b) => a.name.localeCompare(b.name));
}

/** Of one that is there. Throws NOT_FOUND. */
export async function namespaceSummary(context: NamespaceContext, name: string): Promise<NamespaceSummary> {
  return await summaryOf(context, await findNamespace(context, name));
}

/** Throws NOT_FOUND with the closest name: containerd itself gives an empty one. */
export async function findNamespace({ engine, signal }: Pick<NamespaceContext, "engine" | "signal">, name: string) {
  const namespaces = await engine.namespaces.list({ signal });
  const found = namespaces.find((namespace) => namespace.name === name);
  if (found !== undefined) return found;
  const suggestions = closest(
    name,
    namespaces.map((namespace) => namespace.name),
  );
  const hint = suggestions[0] === undefined ? "see nerdsh namespace ls" : `did you mean ${suggestions[0]}?`;
  throw new NerdError("NOT_FOUND", `no such namespace: ${name}`, { suggestions, hint });
}

async function summaryOf(
  { engine, settings, signal }: NamespaceContext,
  { name, labels }: Pick<NamespaceSummary, "name" | "labels">,
): Promise<NamespaceSummary> {
  const inside = engine.inNamespace(name);
  const [containers, images] = await Promise.all([
    inside.containers.list([], { signal }),
    inside.images.list([], { signal }),
  ]);
  const volumes = namesIn(join(settings.dataStore, "volumes", name));
  return { name, labels, containers: containers.length, images: images.length, volumes: volumes.length };
}
