import type { Mount } from "../../engine/protocol.ts";

/** `GraphDriver`: where the snapshotter has the container's files. There is no merged directory of its own while it does not run. */
export function storageDocument(snapshotter: string, mounts: readonly Mount[]) {
  const overlay = mounts.find(({ type }) => type === "overlay");
  return { Data: overlay ? overlayDirectories(overlay) : null, Name: snapshotter };
}

function overlayDirectories({ options }: Mount) {
  const value = (name: string) => options.find((option) => option.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
  return { LowerDir: value("lowerdir"), UpperDir: value("upperdir"), WorkDir: value("workdir") };
}
