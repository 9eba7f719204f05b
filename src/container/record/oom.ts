import { readFileSync } from "node:fs";
import type { RuntimeSpec } from "../../engine/runtime-spec.ts";

const root = "/sys/fs/cgroup";

/**
 * Whether the kernel has killed a process of the container for its memory limit. The cgroup stays until the task is deleted; whoever asks later
 * is told no. From the kernel's cgroup-v2.rst, "memory.events", and cgroup-v1/memory.rst, "memory.oom_control".
 */
export function wasOomKilled(spec: RuntimeSpec): boolean {
  const path = cgroupDirectory(spec.linux.cgroupsPath ?? "");
  const text = readText(`${root}${path}/memory.events`) ?? readText(`${root}/memory${path}/memory.oom_control`) ?? "";
  return Number(/^oom_kill (\d+)$/m.exec(text)?.[1] ?? 0) > 0;
}

/** A plain path, or systemd's `slice:prefix:name`. */
function cgroupDirectory(path: string): string {
  const [slice, prefix, name] = path.split(":");
  return name === undefined ? path : `/${slice}/${prefix}-${name}.scope`;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined; // Another version of cgroups, or gone with its task.
  }
}
