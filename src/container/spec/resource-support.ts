import type { HostFacts } from "../../engine/host/host-facts.ts";
import { NerdError } from "../../errors.ts";
import type { ResourceLimits } from "./resource-limits.ts";
import type { ResourceOptions } from "./resource-options.ts";

export type ResourceHost = Pick<HostFacts, "cgroup" | "cpus" | "rdt">;

type Asked = ResourceLimits &
  Partial<Pick<ResourceOptions, "memorySwappiness" | "oomKillDisable" | "blkioWeightDevice">>;

interface Loss {
  isAsked(options: Asked): boolean;
  isServed(cgroup: ResourceHost["cgroup"]): boolean;
  /** What of the options stays, and Docker's words for that. */
  readonly without: Partial<Asked>;
  readonly warning: string;
}

const lacks = (what: string, rest: string) =>
  `your kernel does not support ${what} or the cgroup is not mounted: ${rest} discarded`;

const losses: readonly Loss[] = [
  {
    isAsked: ({ memory, memoryReservation }) => Boolean(memory || memoryReservation),
    isServed: ({ memoryLimit }) => memoryLimit,
    without: { memory: undefined, memoryReservation: undefined, memorySwap: undefined },
    warning: lacks("memory limit capabilities", "limitation"),
  },
  {
    isAsked: ({ memory, memorySwap }) => Boolean(memory) && memorySwap !== -1,
    isServed: ({ swapLimit }) => swapLimit,
    without: { memorySwap: -1 },
    warning:
      "your kernel does not support swap limit capabilities or the cgroup is not mounted: memory limited without swap",
  },
  {
    isAsked: ({ memorySwappiness = -1 }) => memorySwappiness !== -1,
    isServed: ({ swappiness }) => swappiness,
    without: { memorySwappiness: undefined },
    warning: lacks("memory swappiness capabilities", "memory swappiness"),
  },
  {
    isAsked: ({ oomKillDisable }) => oomKillDisable === true,
    isServed: ({ oomKillDisable }) => oomKillDisable,
    without: { oomKillDisable: false },
    warning: lacks("OomKillDisable", "OomKillDisable"),
  },
  {
    isAsked: ({ cpus, cpuQuota, cpuPeriod }) => Boolean(cpus || cpuQuota || cpuPeriod),
    isServed: ({ cpuQuota }) => cpuQuota,
    without: { cpus: undefined, cpuQuota: undefined, cpuPeriod: undefined },
    warning: lacks("CPU cfs quota", "quota"),
  },
  {
    isAsked: ({ cpuShares }) => Boolean(cpuShares),
    isServed: ({ cpuShares }) => cpuShares,
    without: { cpuShares: undefined },
    warning: lacks("CPU shares", "shares"),
  },
  {
    isAsked: ({ cpusetCpus, cpusetMems }) => Boolean(cpusetCpus || cpusetMems),
    isServed: ({ cpuset }) => cpuset,
    without: { cpusetCpus: undefined, cpusetMems: undefined },
    warning: lacks("cpuset", "cpuset"),
  },
  {
    isAsked: ({ pidsLimit = 0 }) => pidsLimit > 0,
    isServed: ({ pidsLimit }) => pidsLimit,
    without: { pidsLimit: undefined },
    warning: lacks("PIDs limit capabilities", "PIDs limit"),
  },
  {
    isAsked: ({ blkioWeight, blkioWeightDevice = [] }) => Boolean(blkioWeight) || blkioWeightDevice.length > 0,
    isServed: ({ blockWeight }) => blockWeight,
    without: { blkioWeight: undefined, blkioWeightDevice: [] },
    warning: lacks("block I/O weight", "weight"),
  },
];

/**
 * What this host can do of what was asked for, and as Docker does, a warning for each limit that it lacks. Throws
 * UNSUPPORTED for what would mean nothing if it were left out, INVALID_VALUE for more CPUs than there are.
 */
export function supportedResources<Options extends Asked & Partial<ResourceOptions>>(
  options: Options,
  host: ResourceHost,
): { options: Options; warnings: string[] } {
  checkHost(options, host);
  const lost = losses.filter(({ isAsked, isServed }) => isAsked(options) && !isServed(host.cgroup));
  return {
    options: Object.assign({ ...options }, ...lost.map(({ without }) => onlyOf(options, without))) as Options,
    warnings: lost.map(({ warning }) => warning),
  };
}

/** Of `changes` those to options that were given: an update says nothing of the others. */
function onlyOf(options: object, changes: object): object {
  return Object.fromEntries(Object.entries(changes).filter(([name, value]) => name in options || value !== undefined));
}

function checkHost(options: Asked & Partial<ResourceOptions>, { cgroup, cpus, rdt }: ResourceHost): void {
  if ((options.cpuRtPeriod || options.cpuRtRuntime) && !cgroup.realtime) {
    throw new NerdError("UNSUPPORTED", "your kernel does not support the CPU real-time scheduler in cgroups", {
      hint: "it is a kernel built with CONFIG_RT_GROUP_SCHED, and cgroup v1, that do",
    });
  }
  if (options.cgroupConf?.length && cgroup.version === 1) {
    throw new NerdError("UNSUPPORTED", "cannot use --cgroup-conf without cgroup v2");
  }
  if (options.rdtClass !== undefined && !rdt) {
    throw new NerdError("UNSUPPORTED", "cannot use --rdt-class where Intel RDT is not mounted", {
      hint: "mount -t resctrl resctrl /sys/fs/resctrl, on a processor that has it",
    });
  }
  if (options.cpus !== undefined && options.cpus > cpus) {
    throw new NerdError(
      "INVALID_VALUE",
      `range of CPUs is from 0.01 to ${cpus}.00, as there are only ${cpus} CPUs available: ${options.cpus}`,
    );
  }
}
