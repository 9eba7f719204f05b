import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { NerdError } from "../errors.ts";
import { errno } from "../store/atomic-file.ts";
import type { CpuLimits } from "./spec/cpu-resources.ts";

/**
 * Throws UNSUPPORTED where the group that a container's is made in has no time of the real-time scheduler to give: the kernel would only say that an
 * argument is invalid. `group` is the container's, as its spec names it. From the kernel's documentation, sched-rt-group: a group has none until it is given some.
 */
export function checkRealtimeGroup(group: string, { cpuRtRuntime }: CpuLimits, tree = "/sys/fs/cgroup/cpu"): void {
  // systemd's own form is no path.
  if (!cpuRtRuntime || !group.startsWith("/")) return;
  const file = `${tree}${dirname(group)}/cpu.rt_runtime_us`;
  if (runtimeIn(file) !== 0) return;
  throw new NerdError("UNSUPPORTED", `--cpu-rt-runtime: the cgroup above has no real-time runtime to give: ${file}`, {
    hint: "write microseconds into that file, or name a cgroup that has some by --cgroup-parent",
  });
}

/** One that is not there yet begins with none; undefined where only the kernel can tell. */
function runtimeIn(file: string): number | undefined {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch (error) {
    return errno(error) === "ENOENT" ? 0 : undefined;
  }
}
