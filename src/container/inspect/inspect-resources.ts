import { type RuntimeSpec, unlimited } from "../../engine/runtime-spec.ts";
import type { HostConfigLabel } from "../record/host-config-label.ts";

/** The part of `HostConfig` that says what the container may use of the machine: limits from its spec, the rest as it was asked for. */
export function resourceDocument({ process, linux, mounts }: RuntimeSpec, asked: HostConfigLabel) {
  const { cpu, memory, pids, blockIO } = linux.resources;
  return {
    CgroupParent: asked.CgroupParent ?? "",
    OomScoreAdj: process.oomScoreAdj ?? 0,
    ShmSize: shmBytes(mounts),
    CpusetMems: cpu?.mems ?? "",
    CpusetCpus: cpu?.cpus ?? "",
    CpuQuota: cpu?.quota ?? 0,
    CpuShares: cpu?.shares ?? 0,
    CpuPeriod: cpu?.period ?? 0,
    CpuRealtimePeriod: cpu?.realtimePeriod ?? 0,
    CpuRealtimeRuntime: cpu?.realtimeRuntime ?? 0,
    NanoCpus: nanoCpus(cpu),
    Memory: memory?.limit ?? 0,
    MemorySwap: memory?.swap ?? 0,
    MemoryReservation: memory?.reservation ?? 0,
    MemorySwappiness: memory?.swappiness ?? null,
    PidsLimit: pids?.limit ?? 0,
    OomKillDisable: memory?.disableOOMKiller ?? false,
    BlkioWeight: blockIO?.weight ?? asked.BlkioWeight ?? 0,
    BlkioWeightDevice: asked.BlkioWeightDevice ?? [],
    BlkioDeviceReadBps: asked.BlkioDeviceReadBps ?? [],
    BlkioDeviceWriteBps: asked.BlkioDeviceWriteBps ?? [],
    BlkioDeviceReadIOps: asked.BlkioDeviceReadIOps ?? [],
    BlkioDeviceWriteIOps: asked.BlkioDeviceWriteIOps ?? [],
    Ulimits: (process.rlimits ?? []).map(({ type, hard, soft }) => ({
      Name: type.replace(/^RLIMIT_/, "").toLowerCase(),
      Hard: hard === unlimited ? -1 : hard,
      Soft: soft === unlimited ? -1 : soft,
    })),
    Devices: asked.Devices ?? [],
    DeviceCgroupRules: asked.DeviceCgroupRules ?? null,
    DeviceRequests: asked.DeviceRequests ?? null,
    // Windows's, which Docker has in every document.
    CpuCount: 0,
    CpuPercent: 0,
    IOMaximumIOps: 0,
    IOMaximumBandwidth: 0,
  };
}

function nanoCpus(cpu: RuntimeSpec["linux"]["resources"]["cpu"]): number {
  const { quota = 0, period = 0 } = cpu ?? {};
  return quota > 0 && period > 0 ? Math.round((quota / period) * 1e9) : 0;
}

/** From the tmpfs's own option, `size=65536k`. */
function shmBytes(mounts: RuntimeSpec["mounts"]): number {
  const options = mounts.find(({ destination }) => destination === "/dev/shm")?.options ?? [];
  const [, digits, unit = ""] = options.map((option) => /^size=(\d+)([kmg]?)$/.exec(option)).find(Boolean) ?? [];
  return digits === undefined ? 0 : Number(digits) * 1024 ** " kmg".indexOf(unit || " ");
}
