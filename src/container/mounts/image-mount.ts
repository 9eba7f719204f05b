import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";
import { pullImage } from "../../image/pull/pull.ts";
import type { ContainerUndoStack } from "../undo.ts";
import { subpathMount } from "./image-subpath.ts";
import type { MadeMount } from "./made-mounts.ts";
import type { ImageRequest } from "./requested-mount.ts";

/** The files of another image, or those below a path of it, only to be read: a view that the container's record names, and that goes with it. */
export async function makeImageMount(
  context: Context,
  { source, target, subpath }: ImageRequest,
  { key, undo }: { key: string; undo: ContainerUndoStack },
): Promise<MadeMount> {
  const image = await pullImage(context, { reference: source, policy: "missing" });
  const snapshots = context.engine.snapshots();
  // No lease holds it until the record stands; the label keeps it for good, and `rm` removes it.
  const labels = { "containerd.io/gc.root": new Date().toISOString() };
  const [whole, another] = await undo.step("view", key, () => snapshots.view(key, image.chainId, labels));
  if (whole === undefined || another !== undefined)
    throw new NerdError("UNSUPPORTED", `an image of this snapshotter cannot be mounted: ${source}`);
  const mount = subpath === undefined ? whole : await subpathMount(whole, subpath);
  const options = mount.options.includes("ro") ? mount.options : [...mount.options, "ro"];
  return {
    spec: { destination: target, type: mount.type, source: mount.source, options: [...options] },
    record: { Type: "image", Source: image.reference, Destination: target, Mode: "", RW: false, Propagation: "" },
    snapshot: key,
  };
}
