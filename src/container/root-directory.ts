import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Context } from "../context.ts";
import type { StoredContainer } from "../engine/containers.ts";
import type { Mount } from "../engine/protocol.ts";
import { NerdError } from "../errors.ts";
import type { Image } from "../image/image.ts";
import { hostPlatform } from "../image/platform.ts";
import { containerName } from "./record/lookup.ts";
import { forgetVolatile } from "./volatile-layer.ts";

/** `--rootfs`: the directory of the host whose files the container has, in the place of an image's. */
export async function rootDirectory(path: string, cwd: string): Promise<string> {
  const directory = resolve(cwd, path);
  const found = await stat(directory).catch(() => undefined); // Said below.
  if (found?.isDirectory()) return directory;
  throw new NerdError("INVALID_VALUE", `not a directory to be the root: ${directory}`, {
    hint: "with --rootfs, the first argument is a directory in the place of an image",
  });
}

/** What a container without an image has in its place: nothing to run by itself, and nerdctl's beginning of its name. */
export function noImage(): Image {
  return {
    name: "",
    reference: "untitled",
    digest: "",
    manifestDigest: "",
    configDigest: "",
    config: {},
    chainId: "",
    diffIds: [],
    layers: [],
    size: 0,
    platform: hostPlatform(),
    createdAt: undefined,
    labels: {},
  };
}

/** Where a container's own files are: in its snapshot, or in the directory that it was made of. */
export async function rootMounts(
  { engine, signal }: Pick<Context, "engine" | "signal">,
  container: StoredContainer,
): Promise<readonly Mount[]> {
  const { snapshotter, snapshotKey } = container;
  if (snapshotKey === "") return [directoryMount(container.spec().root.path)];
  const mounts = await engine.snapshots(snapshotter).mounts(snapshotKey, { signal });
  forgetVolatile(mounts);
  return mounts;
}

/** What is about the layer above an image needs one. Throws UNSUPPORTED. */
export function requireSnapshot(container: StoredContainer): void {
  if (container.snapshotKey !== "") return;
  throw new NerdError("UNSUPPORTED", `made of a directory, the container has no layer: ${containerName(container)}`, {
    hint: `its files are in ${container.spec().root.path}`,
  });
}

export function directoryMount(source: string): Mount {
  return { type: "bind", source, target: "", options: ["rbind"] };
}
