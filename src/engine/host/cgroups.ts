import type { HostFiles } from "./host-files.ts";

export interface CgroupFacts {
  /** 2 only where every controller is in the unified tree: a hybrid host counts as 1, as runc sees it. */
  readonly version: 1 | 2;
  readonly mode: "unified" | "hybrid" | "legacy";
  /** Controllers that containers can be limited with: `memory`, `cpu`, `pids`, … */
  readonly controllers: readonly string[];
  readonly memoryLimit: boolean;
  readonly swapLimit: boolean;
  readonly oomKillDisable: boolean;
  readonly cpuQuota: boolean;
  readonly cpuShares: boolean;
  readonly cpuset: boolean;
  readonly pidsLimit: boolean;
  readonly swappiness: boolean;
  readonly blockWeight: boolean;
  /** Whether groups can be given time of the real-time scheduler. */
  readonly realtime: boolean;
}

export function cgroupFacts(files: HostFiles): CgroupFacts {
  const isUnified = files.has("sys/fs/cgroup/cgroup.controllers");
  return isUnified ? unifiedFacts(files) : legacyFacts(files);
}

function unifiedFacts(files: HostFiles): CgroupFacts {
  const controllers = words(files.text("sys/fs/cgroup/cgroup.controllers"));
  const has = (name: string) => controllers.includes(name);
  return {
    version: 2,
    mode: "unified",
    controllers,
    memoryLimit: has("memory"),
    // The root group has no such file; this process's own tells whether the kernel counts swap.
    swapLimit: has("memory") && files.has(`sys/fs/cgroup${ownGroup(files)}/memory.swap.max`),
    oomKillDisable: false,
    cpuQuota: has("cpu"),
    cpuShares: has("cpu"),
    cpuset: has("cpuset"),
    pidsLimit: has("pids"),
    swappiness: false,
    blockWeight: ["io.weight", "io.bfq.weight"].some((name) => files.has(`sys/fs/cgroup${ownGroup(files)}/${name}`)),
    realtime: false,
  };
}

function legacyFacts(files: HostFiles): CgroupFacts {
  // cgroups(7), "/proc/cgroups": name, hierarchy, number of groups, enabled; hierarchy 0 is the unified tree.
  const rows = files
    .text("proc/cgroups")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  const controllers = rows.map(words).flatMap(([name = "", hierarchy, , enabled]) => {
    return enabled === "1" && hierarchy !== "0" ? [name] : [];
  });
  const file = (controller: string, name: string) =>
    controllers.includes(controller) && files.has(`sys/fs/cgroup/${controller}/${name}`);
  return {
    version: 1,
    mode: files.has("sys/fs/cgroup/unified/cgroup.controllers") ? "hybrid" : "legacy",
    controllers,
    memoryLimit: file("memory", "memory.limit_in_bytes"),
    swapLimit: file("memory", "memory.memsw.limit_in_bytes"),
    oomKillDisable: file("memory", "memory.oom_control"),
    cpuQuota: file("cpu", "cpu.cfs_quota_us"),
    cpuShares: file("cpu", "cpu.shares"),
    cpuset: controllers.includes("cpuset"),
    pidsLimit: controllers.includes("pids"),
    swappiness: file("memory", "memory.swappiness"),
    // BFQ gives the root group no weight, yet those below it.
    blockWeight: file("blkio", "blkio.weight") || file("blkio", "blkio.bfq.io_service_bytes"),
    realtime: file("cpu", "cpu.rt_runtime_us"),
  };
}

/** `/user.slice/…`, from the unified tree's line `0::/user.slice/…`. */
function ownGroup(files: HostFiles): string {
  return /^0::(.*)$/m.exec(files.text("proc/self/cgroup"))?.[1] ?? "";
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}
