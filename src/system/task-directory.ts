import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { engineFiles } from "../engine/embedded/engine-files.ts";
import type { RuntimeSpec } from "../engine/runtime-spec.ts";
import type { Settings } from "../settings/settings.ts";
import { namesIn } from "./directory-names.ts";
import { isOurs } from "./ownership.ts";

/** A task's directory, as containerd hands it to the shim. */
export interface Bundle {
  readonly namespace: string;
  readonly id: string;
  readonly path: string;
}

/**
 * Where containerd keeps bundles: `<state>/io.containerd.runtime.v2.task/<namespace>/<id>`. The API does not tell the state directory;
 * containerd's own default is the socket's. From containerd, runtime/v2/bundle.go and defaults.
 */
export function taskDirectory(settings: Settings): string {
  const state = settings.engine === "embedded" ? engineFiles(settings).state : dirname(settings.address);
  return join(state, "io.containerd.runtime.v2.task");
}

export async function bundles(settings: Settings): Promise<Bundle[]> {
  const root = taskDirectory(settings);
  const lists = (await namesIn(root)).map(async (namespace) =>
    (await readdir(join(root, namespace))).map((id) => ({ namespace, id, path: join(root, namespace, id) })),
  );
  return (await Promise.all(lists)).flat();
}

/** The spec that a bundle was made from; undefined where it has none, or half of one. */
export function bundleSpec({ path }: Pick<Bundle, "path">): RuntimeSpec | undefined {
  try {
    return JSON.parse(readFileSync(join(path, "config.json"), "utf8")) as RuntimeSpec; // By containerd, from a record.
  } catch {
    return undefined;
  }
}

/** Everything in the embedded engine is nerdsh's; in another, what carries the mark of this data store. */
export function isOurBundle(settings: Settings, bundle: Pick<Bundle, "path">): boolean {
  return settings.engine === "embedded" || isOurs(settings, bundleSpec(bundle)?.annotations ?? {});
}
