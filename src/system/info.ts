import { listContainers } from "../container/record/list.ts";
import type { Context } from "../context.ts";
import { type HostFacts, readHostFacts } from "../engine/host/host-facts.ts";

type InfoContext = Pick<Context, "engine" | "settings" | "signal">;

/** `docker info`'s object, as far as there is something to tell. */
export async function systemInfo(context: InfoContext) {
  const { engine, settings, signal } = context;
  const [server, version, snapshotters, containers, images] = await Promise.all([
    engine.introspection.server({ signal }),
    engine.introspection.version({ signal }),
    engine.introspection.snapshotters({ signal }),
    listContainers(context, { all: true }),
    engine.images.list([], { signal }),
  ]);
  const facts = readHostFacts();
  const { cgroup } = facts;
  const usable = snapshotters.filter(({ failure }) => failure === undefined).map(({ name }) => name);
  const count = (status: string) => containers.filter((container) => container.status === status).length;
  return {
    ID: server.uuid,
    Containers: containers.length,
    ContainersRunning: count("running"),
    ContainersPaused: count("paused"),
    ContainersStopped: containers.length - count("running") - count("paused"),
    Images: images.length,
    Driver: engine.snapshotter,
    Plugins: { Log: ["json-file"], Storage: usable },
    MemoryLimit: cgroup.memoryLimit,
    SwapLimit: cgroup.swapLimit,
    CpuCfsPeriod: cgroup.cpuQuota,
    CpuCfsQuota: cgroup.cpuQuota,
    CPUShares: cgroup.cpuShares,
    CPUSet: cgroup.cpuset,
    CPURealtime: false,
    PidsLimit: cgroup.pidsLimit,
    IPv4Forwarding: facts.ipv4Forwarding,
    BridgeNfIptables: facts.bridgeIptables ?? false,
    BridgeNfIp6tables: facts.bridgeIp6tables ?? false,
    OomKillDisable: cgroup.oomKillDisable,
    SystemTime: new Date().toISOString(),
    LoggingDriver: "json-file",
    CgroupDriver: settings.cgroupManager,
    CgroupVersion: String(cgroup.version),
    KernelVersion: facts.kernel,
    OperatingSystem: facts.operatingSystem,
    OSType: "linux",
    Architecture: facts.architecture,
    NCPU: facts.cpus,
    MemTotal: facts.memoryBytes,
    DockerRootDir: settings.dataRoot,
    Name: facts.hostname,
    ServerVersion: version.version,
    DefaultRuntime: "runc",
    Swarm: { LocalNodeState: "inactive" },
    LiveRestoreEnabled: true,
    SecurityOptions: securityOptions(facts),
    Warnings: warningsOf(facts),
  };
}

export type SystemInfo = Awaited<ReturnType<typeof systemInfo>>;

/** The same in containerd's terms. */
export async function nativeInfo({ engine, settings, signal }: InfoContext): Promise<object> {
  const [server, version, plugins] = await Promise.all([
    engine.introspection.server({ signal }),
    engine.introspection.version({ signal }),
    engine.introspection.plugins([], { signal }),
  ]);
  return {
    Namespace: engine.namespace,
    Snapshotter: engine.snapshotter,
    CgroupManager: settings.cgroupManager,
    Rootless: false,
    Daemon: { Plugins: plugins, Server: server, Version: { Version: version.version, Revision: version.revision } },
  };
}

/** What confines a container unless it says otherwise, as Docker writes it. */
function securityOptions({ apparmor, cgroup }: HostFacts): string[] {
  const cgroupns = cgroup.version === 2 ? ["name=cgroupns"] : [];
  return [...(apparmor ? ["name=apparmor"] : []), "name=seccomp,profile=builtin", ...cgroupns];
}

/** What `run` will not be able to do here, in Docker's words. */
function warningsOf({ cgroup, ipv4Forwarding }: HostFacts): string[] {
  const lacking: [boolean, string][] = [
    [cgroup.memoryLimit, "No memory limit support"],
    [cgroup.swapLimit, "No swap limit support"],
    [cgroup.cpuQuota, "No cpu cfs quota support"],
    [cgroup.cpuShares, "No cpu shares support"],
    [cgroup.cpuset, "No cpuset support"],
    [cgroup.pidsLimit, "No pids limit support"],
    [ipv4Forwarding, "IPv4 forwarding is disabled"],
  ];
  return lacking.flatMap(([has, text]) => (has ? [] : [`WARNING: ${text}`]));
}
