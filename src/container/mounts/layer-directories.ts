import type { Mount } from "../../engine/protocol.ts";

/** Where the snapshotter has the layers of a file system, the topmost first. */
export function layerDirectories({ type, source, options }: Mount): string[] {
  if (type !== "overlay") return [source];
  const values = (name: string) =>
    options.filter((option) => option.startsWith(name)).map((option) => option.slice(name.length));
  return [...values("upperdir="), ...values("lowerdir=").flatMap((list) => list.split(":"))];
}
