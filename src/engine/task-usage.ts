import { codec } from "./engine.ts";
import type { Any, CgroupV1BlkIOEntry, CgroupV1Metrics, CgroupV2Metrics } from "./protocol.ts";

/** What a task has used, whichever cgroups the host has. A limit is absent where there is none. */
export interface TaskUsage {
  /** Since the task began. */
  readonly cpuNs: number;
  /** Without the page cache that the kernel gives up first, as Docker counts. */
  readonly memoryBytes: number;
  readonly memoryLimitBytes: number | undefined;
  readonly pids: number;
  readonly pidsLimit: number | undefined;
  readonly blockReadBytes: number;
  readonly blockWriteBytes: number;
}

/** No machine has as much: the kernel shows `no limit` as such a number. */
const unlimitedBytes = 2 ** 62;

/** Reads the data of a metric; undefined where it is of a runtime that counts otherwise. */
export function taskUsage({ typeUrl, value }: Any): TaskUsage | undefined {
  const type = typeUrl.slice(typeUrl.lastIndexOf("/") + 1);
  // The types are the ones that these descriptors were made with.
  if (type === "io.containerd.cgroups.v1.Metrics") return usageOfV1(codec.decode(type, value) as CgroupV1Metrics);
  if (type === "io.containerd.cgroups.v2.Metrics") return usageOfV2(codec.decode(type, value) as CgroupV2Metrics);
  return undefined;
}

function usageOfV1({ cpu, memory, pids, blkio }: CgroupV1Metrics): TaskUsage {
  const blocks = blkio?.ioServiceBytesRecursive ?? [];
  return {
    cpuNs: cpu?.usage?.total ?? 0,
    memoryBytes: Math.max(0, (memory?.usage?.usage ?? 0) - (memory?.totalInactiveFile ?? 0)),
    memoryLimitBytes: limit(memory?.usage?.limit),
    pids: pids?.current ?? 0,
    pidsLimit: limit(pids?.limit),
    blockReadBytes: bytesOf(blocks, "read"),
    blockWriteBytes: bytesOf(blocks, "write"),
  };
}

function usageOfV2({ cpu, memory, pids, io }: CgroupV2Metrics): TaskUsage {
  const devices = io?.usage ?? [];
  return {
    cpuNs: (cpu?.usageUsec ?? 0) * 1000,
    memoryBytes: Math.max(0, (memory?.usage ?? 0) - (memory?.inactiveFile ?? 0)),
    memoryLimitBytes: limit(memory?.usageLimit),
    pids: pids?.current ?? 0,
    pidsLimit: limit(pids?.limit),
    blockReadBytes: devices.reduce((sum, { rbytes }) => sum + rbytes, 0),
    blockWriteBytes: devices.reduce((sum, { wbytes }) => sum + wbytes, 0),
  };
}

function bytesOf(entries: readonly CgroupV1BlkIOEntry[], operation: "read" | "write"): number {
  return entries.filter(({ op }) => op.toLowerCase() === operation).reduce((sum, { value }) => sum + value, 0);
}

function limit(value = 0): number | undefined {
  return value === 0 || value >= unlimitedBytes ? undefined : value;
}
