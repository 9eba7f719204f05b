import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { containerName } from "../container/record/lookup.ts";
import type { Context } from "../context.ts";
import { familiarName } from "../image/reference.ts";
import { networkFiles } from "../network/lists/network-files.ts";

export type KnownKind = "container" | "image" | "namespace" | "network" | "volume";

type NamesContext = Pick<Context, "engine" | "settings" | "signal">;

const known: Readonly<Record<KnownKind, (context: NamesContext) => Promise<readonly string[]>>> = {
  async container({ engine, signal }) {
    return (await engine.containers.list([], { signal })).map(containerName);
  },
  async image({ engine, signal }) {
    return (await engine.images.list([], { signal })).map(({ name }) => familiarName(name));
  },
  async namespace({ engine, signal }) {
    return (await engine.namespaces.list({ signal })).map(({ name }) => name);
  },
  async network({ settings }) {
    const { files } = await networkFiles(settings);
    return [...new Set(["bridge", "host", "none", ...files.map(({ list }) => list.name)])];
  },
  async volume({ settings }) {
    return await readdir(join(settings.dataStore, "volumes", settings.namespace)).catch(() => []);
  },
};

/** The names of everything of that kind, sorted: what completion offers. */
export async function knownNames(context: NamesContext, kind: KnownKind): Promise<string[]> {
  return [...(await known[kind](context))].sort();
}
