import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** The directory of a task as containerd gives it to the shim. */
export interface Bundle {
  readonly namespace: string;
  readonly id: string;
  readonly cgroup: string | undefined;
  /** The file of its network namespace, where it joins one that has a name. */
  readonly netns: string | undefined;
  /** The shim's socket, which lies outside of containerd's directories. */
  readonly shimSocket: string | undefined;
}

interface BundleConfig {
  readonly linux?: {
    readonly cgroupsPath?: string;
    readonly namespaces?: readonly { readonly type: string; readonly path?: string }[];
  };
}

/** Every bundle of every containerd whose state lies below the directory. */
export async function bundlesBelow(directory: string): Promise<Bundle[]> {
  const paths = await taskDirectories(directory, 0);
  return await Promise.all(paths.map(readBundle));
}

/** `…/io.containerd.runtime.v2.task/<namespace>/<id>`, looked for as deep as tests put a state directory. */
async function taskDirectories(directory: string, depth: number): Promise<string[]> {
  const names = await directoriesIn(directory);
  if (basename(directory).startsWith("io.containerd.runtime.v2.")) {
    const nested = names.map(async (namespace) =>
      (await directoriesIn(join(directory, namespace))).map((id) => join(directory, namespace, id)),
    );
    return (await Promise.all(nested)).flat();
  }
  if (depth === 4) return [];
  return (await Promise.all(names.map((name) => taskDirectories(join(directory, name), depth + 1)))).flat();
}

async function directoriesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

async function readBundle(path: string): Promise<Bundle> {
  const text = await readFile(join(path, "config.json"), "utf8").catch(() => "{}");
  const address = await readFile(join(path, "address"), "utf8").catch(() => undefined);
  const { linux }: BundleConfig = JSON.parse(text);
  return {
    namespace: basename(dirname(path)),
    id: basename(path),
    cgroup: linux?.cgroupsPath,
    netns: linux?.namespaces?.find(({ type }) => type === "network")?.path,
    shimSocket: address?.replace("unix://", ""),
  };
}
