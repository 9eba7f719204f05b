import { availableParallelism, hostname, machine, release, totalmem } from "node:os";
import { type Capability, capabilitiesIn } from "./capabilities.ts";
import { type CgroupFacts, cgroupFacts } from "./cgroups.ts";
import { HostFiles } from "./host-files.ts";

/** What this kernel and this process's rights allow: by it, options that would fail inside the runtime are refused before. */
export interface HostFacts {
  readonly cgroup: CgroupFacts;
  /** No container can be given more than these, `--privileged` neither. */
  readonly capabilities: readonly Capability[];
  /** Hard limits of this process by the runtime spec's name, `RLIMIT_NOFILE`; Infinity where there is none. */
  readonly hardLimits: Readonly<Record<string, number>>;
  /** A profile set where this is false makes the start fail. */
  readonly apparmor: boolean;
  readonly seccomp: boolean;
  readonly selinux: boolean;
  readonly userNamespaces: boolean;
  /** Whether Intel's Resource Director is mounted, whose classes share caches and memory bandwidth. */
  readonly rdt: boolean;
  readonly systemd: boolean;
  readonly ipv4Forwarding: boolean;
  /** Whether bridged packets pass iptables; undefined where br_netfilter is not loaded. */
  readonly bridgeIptables: boolean | undefined;
  readonly bridgeIp6tables: boolean | undefined;
  readonly kernel: string;
  readonly operatingSystem: string;
  /** As the kernel spells it: `x86_64`, `aarch64`. */
  readonly architecture: string;
  readonly hostname: string;
  readonly cpus: number;
  readonly memoryBytes: number;
}

/** Reads about 20 small files, 1 ms. They hold as long as this process lives, so callers keep the result. */
export function readHostFacts(root = "/"): HostFacts {
  const files = new HostFiles(root);
  const status = files.text("proc/self/status");
  return {
    cgroup: cgroupFacts(files),
    capabilities: capabilitiesIn(/^CapBnd:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0"),
    hardLimits: hardLimits(files.text("proc/self/limits")),
    apparmor: files.text("sys/module/apparmor/parameters/enabled").startsWith("Y"),
    seccomp: /^Seccomp:/m.test(status),
    selinux: files.has("sys/fs/selinux/enforce"),
    userNamespaces: files.has("proc/self/ns/user") && files.number("proc/sys/user/max_user_namespaces") > 0,
    rdt: files.has("sys/fs/resctrl/schemata"),
    systemd: files.has("run/systemd/system"),
    ipv4Forwarding: files.number("proc/sys/net/ipv4/ip_forward") === 1,
    bridgeIptables: files.flag("proc/sys/net/bridge/bridge-nf-call-iptables"),
    bridgeIp6tables: files.flag("proc/sys/net/bridge/bridge-nf-call-ip6tables"),
    kernel: release(),
    operatingSystem: operatingSystem(files.text("etc/os-release")),
    architecture: machine(),
    hostname: hostname(),
    cpus: availableParallelism(),
    memoryBytes: totalmem(),
  };
}

/** The names in proc(5)'s `limits` by the runtime spec's, POSIX process, "rlimits". */
const limitNames: Readonly<Record<string, string>> = {
  "Max address space": "RLIMIT_AS",
  "Max core file size": "RLIMIT_CORE",
  "Max cpu time": "RLIMIT_CPU",
  "Max data size": "RLIMIT_DATA",
  "Max file locks": "RLIMIT_LOCKS",
  "Max file size": "RLIMIT_FSIZE",
  "Max locked memory": "RLIMIT_MEMLOCK",
  "Max msgqueue size": "RLIMIT_MSGQUEUE",
  "Max nice priority": "RLIMIT_NICE",
  "Max open files": "RLIMIT_NOFILE",
  "Max pending signals": "RLIMIT_SIGPENDING",
  "Max processes": "RLIMIT_NPROC",
  "Max realtime priority": "RLIMIT_RTPRIO",
  "Max realtime timeout": "RLIMIT_RTTIME",
  "Max resident set": "RLIMIT_RSS",
  "Max stack size": "RLIMIT_STACK",
};

function hardLimits(text: string): Readonly<Record<string, number>> {
  const rows = text.matchAll(/^(Max [a-z ]+?) {2,}(\S+) +(\S+)/gm);
  const limits = [...rows].flatMap(([, name = "", , hard]) => {
    const specName = limitNames[name];
    return specName === undefined ? [] : [[specName, hard === "unlimited" ? Infinity : Number(hard)] as const];
  });
  return Object.fromEntries(limits);
}

/** From os-release(5): PRETTY_NAME, a shell's assignment. */
function operatingSystem(text: string): string {
  return /^PRETTY_NAME=(["']?)(.*)\1$/m.exec(text)?.[2] ?? "Linux";
}
