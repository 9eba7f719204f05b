import type { CpuResources } from "../../engine/runtime-spec.ts";
import { NerdError } from "../../errors.ts";

export interface CpuLimits {
  /** Such as 1.5; 0 takes the limit away. */
  readonly cpus?: number | undefined;
  /** Microseconds in each period; -1 is no limit. */
  readonly cpuQuota?: number | undefined;
  /** Microseconds. */
  readonly cpuPeriod?: number | undefined;
  /** Relative weight, 1024 where nothing was said. */
  readonly cpuShares?: number | undefined;
  /** Microseconds of the real-time scheduler. */
  readonly cpuRtPeriod?: number | undefined;
  readonly cpuRtRuntime?: number | undefined;
  /** Such as `0-2,4`. */
  readonly cpusetCpus?: string | undefined;
  readonly cpusetMems?: string | undefined;
}

/** Microseconds. */
const defaultPeriod = 100_000;
const [leastPeriod, mostPeriod] = [1_000, 1_000_000];
/** From the kernel's documentation, cgroup v1, "cpu.shares". */
const [leastShares, mostShares] = [2, 262_144];

/** The same object as before where nothing is said; throws INVALID_VALUE where limits contradict each other. */
export function updatedCpu(before: CpuResources | undefined, limits: CpuLimits): CpuResources | undefined {
  const { cpus, cpuQuota, cpuPeriod, cpuShares, cpuRtPeriod, cpuRtRuntime, cpusetCpus, cpusetMems } = limits;
  const changes: CpuResources = {
    ...(cpuPeriod && { period: period(cpuPeriod) }),
    ...(cpuQuota && { quota: quota(cpuQuota) }),
    ...(cpus !== undefined && quotaOf(cpus, limits)),
    ...(cpuShares && { shares: shares(cpuShares) }),
    ...(cpuRtPeriod && { realtimePeriod: microseconds("real-time period", cpuRtPeriod) }),
    ...(cpuRtRuntime && { realtimeRuntime: microseconds("real-time runtime", cpuRtRuntime) }),
    ...(cpusetCpus && { cpus: numberList("cpus", cpusetCpus) }),
    ...(cpusetMems && { mems: numberList("mems", cpusetMems) }),
  };
  if (Object.keys(changes).length === 0) return before;
  const cpu = { ...before, ...changes };
  if ((cpu.realtimeRuntime ?? 0) > (cpu.realtimePeriod ?? mostPeriod)) {
    throw invalid(`cpu real-time runtime cannot be higher than cpu real-time period: ${cpu.realtimeRuntime}`);
  }
  return cpu;
}

/** -1 is no limit (runtime-spec, config-linux, "CPU"). */
function quotaOf(cpus: number, { cpuPeriod, cpuQuota }: CpuLimits): CpuResources {
  if (!(Number.isFinite(cpus) && cpus >= 0)) throw invalid(`not a number of CPUs: ${cpus}`);
  if (cpus > 0 && cpuPeriod) throw invalid("conflicting options: --cpus and --cpu-period cannot both be set");
  if (cpus > 0 && cpuQuota) throw invalid("conflicting options: --cpus and --cpu-quota cannot both be set");
  if (cpus === 0 && (cpuPeriod || cpuQuota)) return {};
  return { period: defaultPeriod, quota: cpus === 0 ? -1 : Math.round(cpus * defaultPeriod) };
}

function period(value: number): number {
  if (Number.isInteger(value) && value >= leastPeriod && value <= mostPeriod) return value;
  throw invalid(`CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000): ${value}`);
}

function quota(value: number): number {
  if (Number.isInteger(value) && (value >= leastPeriod || value === -1)) return value;
  throw invalid(`CPU cfs quota can not be less than 1ms (i.e. 1000): ${value}`);
}

function shares(value: number): number {
  if (Number.isInteger(value) && value >= leastShares && value <= mostShares) return value;
  throw invalid(`CPU shares outside of ${leastShares} to ${mostShares}: ${value}`);
}

function microseconds(what: string, value: number): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw invalid(`invalid cpu ${what}: ${value}`, "write a number of microseconds");
}

function numberList(what: string, text: string): string {
  if (/^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(text)) return text;
  throw invalid(`invalid value for cpuset ${what}: ${text}`, "write numbers and ranges, such as 0-2,4");
}

function invalid(message: string, hint?: string): NerdError {
  return new NerdError("INVALID_VALUE", message, hint === undefined ? {} : { hint });
}
