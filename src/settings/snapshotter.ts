import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import type { EngineKind } from "./settings.ts";

/** From linux/magic.h, OVERLAYFS_SUPER_MAGIC. */
const overlayMagic = 0x794c7630;

/** The kernel refuses an overlay's upper directory on another overlay, so an engine inside a container copies instead. */
export function defaultSnapshotter(engine: EngineKind, root: string): string {
  return engine === "embedded" && fileSystemType(root) === overlayMagic ? "native" : "overlayfs";
}

/** Of the directory, or of the nearest one above that exists. */
function fileSystemType(path: string): number {
  try {
    return statfsSync(path).type;
  } catch {
    return path === dirname(path) ? 0 : fileSystemType(dirname(path));
  }
}
