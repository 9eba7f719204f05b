import { readFileSync, readlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isOurs } from "../container/record/ownership.ts";
import { engineFiles } from "../engine/embedded/engine-files.ts";
import type { RuntimeSpec } from "../engine/runtime-spec.ts";
import type { Settings } from "../settings/settings.ts";
import { namesIn } from "../store/directory-names.ts";
import { hostProcesses, shimNames } from "./host-processes.ts";

/** A task's directory, as containerd hands it to the shim. */
export interface Bundle {
  readonly namespace: string;
  readonly id: string;
  readonly path: string;
}

const runtimePlugin = "io.containerd.runtime.v2.task";

/**
 * Where containerd keeps bundles: `<state>/io.containerd.runtime.v2.task/<namespace>/<id>`. The API does not tell the state directory: that
 * of another's engine is where its shims work, and without any, by containerd's default, the socket's. From containerd,
 * runtime/v2/bundle.go and defaults.
 */
export function taskDirectory(settings: Settings): string {
  if (settings.engine === "embedded") return join(engineFiles(settings).state, runtimePlugin);
  const bundle = hostProcesses()
    .filter((process) => shimNames(process)?.address === settings.address)
    .map(({ pid }) => workingDirectory(pid))
    .find((path) => basename(dirname(dirname(path))) === runtimePlugin);
  return bundle === undefined ? join(dirname(settings.address), runtimePlugin) : dirname(dirname(bundle));
}

export function bundlesIn(taskDirectory: string): Bundle[] {
  return namesIn(taskDirectory).flatMap((namespace) =>
    namesIn(join(taskDirectory, namespace)).map((id) => ({
      namespace,
      id,
      path: join(taskDirectory, namespace, id),
    })),
  );
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

/** Empty where the process has ended. */
function workingDirectory(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}
