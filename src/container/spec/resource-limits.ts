import type { LinuxResources } from "../../engine/runtime-spec.ts";
import { NerdError } from "../../errors.ts";
import { blockWeight } from "./block-resources.ts";
import { type CpuLimits, updatedCpu } from "./cpu-resources.ts";
import { type MemoryLimits, updatedMemory } from "./memory-resources.ts";

/** Limits that can be changed while a container runs; one that is left out stays as it is. */
export interface ResourceLimits extends MemoryLimits, CpuLimits {
  /** -1 or 0 takes the limit away. */
  readonly pidsLimit?: number | undefined;
  /** 10 to 1000. */
  readonly blkioWeight?: number | undefined;
}

/** What a container's limits become. Parts that nothing is said of are the same objects as before. */
export function updatedResources(before: LinuxResources, limits: ResourceLimits): LinuxResources {
  return {
    ...before,
    ...part("memory", updatedMemory(before.memory, limits)),
    ...part("cpu", updatedCpu(before.cpu, limits)),
    ...part("pids", pids(before.pids, limits)),
    ...part("blockIO", blockIO(before.blockIO, limits)),
  };
}

function part<Key extends keyof LinuxResources>(key: Key, value: LinuxResources[Key]): LinuxResources {
  return value === undefined ? {} : { [key]: value };
}

function pids(before: LinuxResources["pids"], { pidsLimit }: ResourceLimits): LinuxResources["pids"] {
  if (pidsLimit === undefined) return before;
  if (!Number.isInteger(pidsLimit) || pidsLimit < -1) {
    throw new NerdError("INVALID_VALUE", `not a number of processes: ${pidsLimit}`);
  }
  return { limit: pidsLimit === 0 ? -1 : pidsLimit };
}

function blockIO(before: LinuxResources["blockIO"], { blkioWeight }: ResourceLimits): LinuxResources["blockIO"] {
  return blkioWeight ? { ...before, weight: blockWeight(blkioWeight) } : before;
}
