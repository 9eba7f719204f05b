import type { DeviceOptions } from "../../container/spec/device-options.ts";
import type { ResourceOptions } from "../../container/spec/resource-options.ts";
import type { DeviceRequest, Service, Ulimit } from "../project.ts";

type Resources = Omit<ResourceOptions, "cgroupConf" | "cpusetMems" | "rdtClass"> & DeviceOptions;

/** What a service may use of the machine, as `run` takes it. What `deploy` says stands above the service's own attributes. */
export function resourceOptions(service: Service): Resources {
  const { limits, reservations } = service.deploy?.resources ?? {};
  const { blkio_config: blkio } = service;
  return {
    blkioWeight: blkio?.weight,
    blkioWeightDevice: (blkio?.weight_device ?? []).map(({ path, weight }) => `${path}:${weight}`),
    deviceReadBps: throttles(blkio?.device_read_bps),
    deviceReadIops: throttles(blkio?.device_read_iops),
    deviceWriteBps: throttles(blkio?.device_write_bps),
    deviceWriteIops: throttles(blkio?.device_write_iops),
    cgroupParent: service.cgroup_parent || undefined,
    cpuPeriod: service.cpu_period,
    cpuQuota: service.cpu_quota,
    cpuRtPeriod: service.cpu_rt_period,
    cpuRtRuntime: service.cpu_rt_runtime,
    cpuShares: service.cpu_shares,
    cpus: limits?.cpus ?? service.cpus,
    cpusetCpus: service.cpuset || undefined,
    memory: limits?.memory ?? service.mem_limit,
    memoryReservation: reservations?.memory ?? service.mem_reservation,
    memorySwap: service.memswap_limit,
    memorySwappiness: service.mem_swappiness,
    oomKillDisable: service.oom_kill_disable ?? false,
    oomScoreAdj: service.oom_score_adj,
    pidsLimit: limits?.pids ?? service.pids_limit,
    shmSize: service.shm_size,
    ulimit: Object.entries(service.ulimits ?? {}).map(([name, limit]) => `${name}=${ulimitText(limit)}`),
    device: (service.devices ?? []).map(deviceText),
    deviceCgroupRule: service.device_cgroup_rules ?? [],
    gpus: [...(service.gpus ?? []), ...(reservations?.devices ?? [])].map(gpuText),
  };
}

function throttles(list: readonly { readonly path?: string; readonly rate?: number }[] = []): string[] {
  return list.map(({ path, rate }) => `${path}:${rate}`);
}

function ulimitText({ single, soft = single, hard = single }: Ulimit): string {
  return `${soft}:${hard}`;
}

/** A name of CDI, such as `vendor.com/class=name`, has no place in the container. */
function deviceText(device: NonNullable<Service["devices"]>[number]): string {
  const { source, target, permissions } = typeof device === "string" ? { source: device } : device;
  if (target === undefined || (source !== undefined && /^[\w.-]+\/[\w.-]+=/.test(source))) return source ?? "";
  return [source, target, permissions || "rwm"].join(":");
}

function gpuText({ count, device_ids: ids = [], driver }: DeviceRequest): string {
  return [
    ids.length > 0 ? `"device=${ids.join(",")}"` : `count=${count === -1 || count === undefined ? "all" : count}`,
    ...(driver ? [`driver=${driver}`] : []),
  ].join(",");
}
