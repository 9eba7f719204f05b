import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { Mount } from "../../engine/protocol.ts";
import { NerdError } from "../../errors.ts";
import { askDeputy } from "../../platform/deputy/ask.ts";
import { layerDirectories } from "./layer-directories.ts";

/** What one layer has at a path, and whether the layers below it show nothing there any more. */
interface Look {
  readonly found: "directory" | "file" | undefined;
  readonly path: string;
  readonly hidesBelow: boolean;
}

/**
 * A part of an image alone: the same path of each layer, laid over each other as the layers would be. Throws INVALID_VALUE where the image has
 * nothing there, or a link on the way, and UNSUPPORTED where the snapshotter's layers are no directories.
 */
export async function subpathMount(mount: Mount, subpath: string): Promise<Mount> {
  if (mount.type !== "overlay" && mount.type !== "bind")
    throw new NerdError("UNSUPPORTED", `image-subpath: this snapshotter's layers cannot be looked into: ${subpath}`);
  const parts = subpath.split("/").filter((part) => part !== "" && part !== ".");
  const directories: string[] = [];
  for (const layer of layerDirectories(mount)) {
    const { found, path, hidesBelow } = await look(layer, parts);
    if (found === "file" && directories.length === 0) return bound(path);
    if (found === "directory") directories.push(path);
    if (found === "file" || hidesBelow) break;
  }
  const [only, another] = directories;
  if (only === undefined) throw invalid("no such file or directory in the image", subpath);
  if (another === undefined) return bound(only);
  const options = mount.options.filter((option) => !/^(lowerdir|upperdir|workdir)=/.test(option));
  return { ...mount, options: [...options, `lowerdir=${directories.join(":")}`] };
}

async function look(layer: string, parts: readonly string[]): Promise<Look> {
  let path = layer;
  let hidesBelow = false;
  for (const [index, part] of parts.entries()) {
    path = join(path, part);
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return { found: undefined, path, hidesBelow };
    if (stats.isSymbolicLink()) throw invalid("a link is in the way", parts.slice(0, index + 1).join("/"));
    // Overlay's note that something was removed (kernel, overlayfs, "whiteouts and opaque directories").
    const isWhiteout = stats.isCharacterDevice() && stats.rdev === 0;
    if (isWhiteout) return { found: undefined, path, hidesBelow: true };
    if (!stats.isDirectory()) return { found: index === parts.length - 1 ? "file" : undefined, path, hidesBelow: true };
    hidesBelow ||= await isOpaque(path);
  }
  return { found: "directory", path, hidesBelow };
}

async function isOpaque(directory: string): Promise<boolean> {
  const answer = await askDeputy({ operation: "readAttribute", texts: [directory, "trusted.overlay.opaque"] });
  if (answer !== undefined) return answer.result >= 0 && answer.first.toString() === "y";
  throw new NerdError("UNSUPPORTED", "image-subpath: extended attributes cannot be read here");
}

function bound(source: string): Mount {
  return { type: "bind", source, target: "", options: ["rbind", "ro"] };
}

function invalid(problem: string, subpath: string): NerdError {
  return new NerdError("INVALID_VALUE", `${problem}: ${subpath}`, { hint: "image-subpath is a path of the image" });
}
