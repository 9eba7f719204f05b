import type { LinuxResources } from "../../engine/runtime-spec.ts";
import { NerdError } from "../../errors.ts";
import { type BlockDevices, type BlockOptions, blockResources } from "./block-resources.ts";
import { processLimits } from "./process-limits.ts";
import { type ResourceLimits, updatedResources } from "./resource-limits.ts";
import type { SpecOption } from "./spec-options.ts";

/** What a container may use of the machine: the flags of that group, read. Zero is no limit. */
export interface ResourceOptions extends ResourceLimits, BlockOptions {
  /** `NAME=VALUE` of cgroup v2's files. */
  readonly cgroupConf: readonly string[];
  readonly cgroupParent: string | undefined;
  /** 0 to 100; -1 as if nothing was said. */
  readonly memorySwappiness: number | undefined;
  readonly oomKillDisable: boolean;
  readonly oomScoreAdj: number | undefined;
  readonly rdtClass: string | undefined;
  /** Bytes. */
  readonly shmSize: number | undefined;
  /** `NAME=SOFT[:HARD]`. */
  readonly ulimit: readonly string[];
}

export interface ResourceFacts {
  readonly blockDevices: BlockDevices;
}

/** Throws INVALID_VALUE where no container could keep to them. */
export function resourceOptions(options: ResourceOptions, { blockDevices }: ResourceFacts): SpecOption[] {
  const { shmSize, oomScoreAdj, rdtClass } = options;
  const rlimits = processLimits(options.ulimit);
  return [
    (spec) => {
      spec.linux.resources = resources(spec.linux.resources, options, blockDevices);
      if (oomScoreAdj) spec.process.oomScoreAdj = oomScore(oomScoreAdj);
      if (rlimits.length > 0) spec.process.rlimits = rlimits;
      if (rdtClass !== undefined) spec.linux.intelRdt = { closID: rdtClass };
    },
    ...(shmSize ? [withShmSize(shmSize)] : []),
  ];
}

function resources(before: LinuxResources, options: ResourceOptions, devices: BlockDevices): LinuxResources {
  const { cpus, memory, memorySwap, memoryReservation, memorySwappiness: swappiness, oomKillDisable } = options;
  const noted = {
    cpus: cpus || undefined,
    memory: memory || undefined,
    memorySwap: memorySwap || undefined,
    memoryReservation: memoryReservation || undefined,
  };
  const { blockIO, ...after } = updatedResources(before, { ...options, ...noted });
  const isSwappinessGiven = swappiness !== undefined && swappiness !== -1;
  const block = { ...blockIO, ...blockResources(options, devices) };
  const unified = unifiedFiles(options.cgroupConf);
  return {
    ...after,
    ...((isSwappinessGiven || oomKillDisable) && {
      memory: {
        ...after.memory,
        ...(isSwappinessGiven && { swappiness: percent(swappiness) }),
        ...(oomKillDisable && { disableOOMKiller: true }),
      },
    }),
    ...(Object.keys(block).length > 0 && { blockIO: block }),
    ...(Object.keys(unified).length > 0 && { unified }),
  };
}

/** A mount of the user's, or another container's, at /dev/shm has a size of its own. */
function withShmSize(bytes: number): SpecOption {
  return (spec) => {
    const shm = spec.mounts.find(({ destination, source }) => destination === "/dev/shm" && source === "shm");
    if (shm) shm.options = [...shm.options.filter((option) => !option.startsWith("size=")), `size=${bytes}`];
  };
}

/** `io.max=…,memory.high=…`: a comma inside of a value, as in `cpuset.cpus=0,2`, is no end of it. */
function unifiedFiles(texts: readonly string[]): Record<string, string> {
  const pairs = texts.flatMap((text) => text.split(/,(?=[a-z0-9_]+\.[a-z0-9_.]+=)/));
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name, value] = /^([^=/]+)=(.+)$/s.exec(pair) ?? [];
      if (name !== undefined && value !== undefined) return [name, value];
      throw new NerdError("INVALID_VALUE", `invalid cgroup-conf: ${pair}`, { hint: "write NAME=VALUE" });
    }),
  );
}

function percent(value: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= 100) return value;
  throw new NerdError("INVALID_VALUE", `valid memory swappiness range is 0-100: ${value}`);
}

function oomScore(value: number): number {
  if (Number.isInteger(value) && Math.abs(value) <= 1000) return value;
  throw new NerdError("INVALID_VALUE", `range for oom score adj is [-1000, 1000]: ${value}`);
}
