import { join } from "node:path";
import type { Mount } from "../../src/engine/protocol.ts";

/** How to mount a directory over others, the nearest first; for reading only where it shall not be written to. */
export function overlayMounts(directory: string, lower: readonly string[], isWritable: boolean): Mount[] {
  if (isWritable && lower.length === 0) return [bind(directory, "rw")];
  const upper = [`upperdir=${directory}`, `workdir=${join(directory, "../work")}`];
  if (!isWritable && lower.length < 2) return [bind(lower[0] ?? directory, "ro")];
  const options = [...(isWritable ? upper : []), `lowerdir=${lower.join(":")}`];
  return [{ type: "overlay", source: "overlay", target: "", options }];
}

function bind(source: string, access: "ro" | "rw"): Mount {
  return { type: "bind", source, target: "", options: ["rbind", access] };
}
