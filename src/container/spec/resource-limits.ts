import type { LinuxResources } from "../../engine/runtime-spec.ts";
import { NerdError } from "../../errors.ts";

/** Limits that can be changed while a container runs; one that is left out stays as it is. */
export interface ResourceLimits {
  /** Bytes. */
  readonly memory?: number | undefined;
  /** Bytes of memory and swap together; -1 is no limit of swap. */
  readonly memorySwap?: number | undefined;
  /** Such as 1.5; 0 takes the limit away. */
  readonly cpus?: number | undefined;
  /** Relative weight, 1024 where nothing was said. */
  readonly cpuShares?: number | undefined;
  /** Such as `0-2,4`. */
  readonly cpusetCpus?: string | undefined;
  readonly cpusetMems?: string | undefined;
  /** -1 or 0 takes the limit away. */
  readonly pidsLimit?: number | undefined;
}

/** Docker's: below that a container could not start. */
const leastMemoryBytes = 6 * 2 ** 20;
/** Microseconds. */
const cpuPeriod = 100_000;
/** From the kernel's documentation, cgroup v1, "cpu.shares". */
const [leastShares, mostShares] = [2, 262_144];

/** What a container's limits become. Parts that nothing is said of are the same objects as before. */
export function updatedResources(before: LinuxResources, limits: ResourceLimits): LinuxResources {
  return {
    ...before,
    ...part("memory", memory(before.memory, limits)),
    ...part("cpu", cpu(before.cpu, limits)),
    ...part("pids", pids(before.pids, limits)),
  };
}

function part<Key extends keyof LinuxResources>(key: Key, value: LinuxResources[Key]): LinuxResources {
  return value === undefined ? {} : { [key]: value };
}

function memory(before: LinuxResources["memory"], { memory, memorySwap }: ResourceLimits): LinuxResources["memory"] {
  if (memory === undefined && memorySwap === undefined) return before;
  const limit = bytes(memory) ?? before?.limit;
  const swap = (memorySwap === -1 ? -1 : bytes(memorySwap)) ?? before?.swap;
  if (limit === undefined) throw invalid("a limit of swap needs one of memory", "set memory, too");
  if (limit < leastMemoryBytes) throw invalid(`memory limit below the least, ${leastMemoryBytes} bytes: ${limit}`);
  if (swap !== undefined && swap !== -1 && swap < limit) {
    throw invalid(
      `memoryswap limit should be larger than memory limit: ${swap} bytes, less than ${limit}`,
      "it counts memory and swap together: set memorySwap at the same time",
    );
  }
  if (before?.reservation !== undefined && before.reservation > limit) {
    throw invalid(`memory limit below the memory reservation: ${limit} bytes, less than ${before.reservation}`);
  }
  // Docker's default: as much swap as memory.
  return { ...before, limit, swap: swap ?? limit * 2 };
}

function cpu(before: LinuxResources["cpu"], limits: ResourceLimits): LinuxResources["cpu"] {
  const { cpus, cpuShares, cpusetCpus, cpusetMems } = limits;
  if ([cpus, cpuShares, cpusetCpus, cpusetMems].every((limit) => limit === undefined)) return before;
  return {
    ...before,
    ...(cpus !== undefined && { period: cpuPeriod, quota: cpuQuota(cpus) }),
    ...(cpuShares !== undefined && { shares: shares(cpuShares) }),
    ...(cpusetCpus !== undefined && { cpus: cpuSet(cpusetCpus) }),
    ...(cpusetMems !== undefined && { mems: cpuSet(cpusetMems) }),
  };
}

/** -1 is no limit (runtime-spec, config-linux, "CPU"). */
function cpuQuota(cpus: number): number {
  if (!(Number.isFinite(cpus) && cpus >= 0)) throw invalid(`not a number of CPUs: ${cpus}`);
  return cpus === 0 ? -1 : Math.round(cpus * cpuPeriod);
}

function shares(value: number): number {
  if (Number.isInteger(value) && value >= leastShares && value <= mostShares) return value;
  throw invalid(`CPU shares outside of ${leastShares} to ${mostShares}: ${value}`);
}

function cpuSet(text: string): string {
  if (/^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(text)) return text;
  throw invalid(`not a list of CPUs or memory nodes: ${text}`, "write numbers and ranges, such as 0-2,4");
}

function pids(before: LinuxResources["pids"], { pidsLimit }: ResourceLimits): LinuxResources["pids"] {
  if (pidsLimit === undefined) return before;
  if (!Number.isInteger(pidsLimit) || pidsLimit < -1) throw invalid(`not a number of processes: ${pidsLimit}`);
  return { limit: pidsLimit === 0 ? -1 : pidsLimit };
}

function bytes(value: number | undefined): number | undefined {
  if (value === undefined || (Number.isSafeInteger(value) && value >= 0)) return value;
  throw invalid(`failed to parse memory bytes: ${value}`, "write a number of bytes");
}

function invalid(message: string, hint?: string): NerdError {
  return new NerdError("INVALID_VALUE", message, hint === undefined ? {} : { hint });
}
