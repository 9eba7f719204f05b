import { join } from "node:path";
import { NerdError } from "../../errors.ts";
import { HeldDirectory } from "../../store/held-directory.ts";
import { FileRoot } from "../copy/files/file-root.ts";

/** The path of the host that is a volume, or a part of it: links lead nowhere outside. Throws INVALID_VALUE where there is no such part. */
export function volumeSource(mountpoint: string, subpath: string | undefined): string {
  if (subpath === undefined) return mountpoint;
  using files = new FileRoot(HeldDirectory.open(mountpoint), { links: "inside" });
  try {
    using found = files.find(`/${subpath}`, { followLast: true });
    if (found.stats !== undefined) return join(mountpoint, found.path);
  } catch (error) {
    throw missing(subpath, error);
  }
  throw missing(subpath);
}

function missing(subpath: string, cause?: unknown): NerdError {
  return new NerdError("INVALID_VALUE", `cannot access the volume's path: ${subpath}`, {
    hint: "volume-subpath names a file or directory that the volume has already",
    cause,
  });
}
