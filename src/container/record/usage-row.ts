import { binarySize, decimalSize } from "../../units.ts";
import type { ContainerUsage } from "../stats-frames.ts";
import { shortId } from "./names.ts";

/** A container in the fields of `docker stats`, as texts; zeros where it does not run. */
export function usageRow(
  { id, name, asked, stats }: ContainerUsage,
  { noTrunc }: { noTrunc: boolean },
): Record<string, string> {
  const shownId = noTrunc ? id : shortId(id);
  const names = { Container: asked ?? shownId, Name: name, ID: shownId };
  if (stats === undefined) {
    const none = "0B / 0B";
    return { ...names, CPUPerc: "0.00%", MemUsage: none, MemPerc: "0.00%", NetIO: none, BlockIO: none, PIDs: "0" };
  }
  return {
    ...names,
    CPUPerc: `${stats.cpuPercent.toFixed(2)}%`,
    MemUsage: `${binarySize(stats.memoryUsageBytes)} / ${binarySize(stats.memoryLimitBytes)}`,
    MemPerc: `${stats.memoryPercent.toFixed(2)}%`,
    NetIO: `${decimalSize(stats.networkReceivedBytes, 3)} / ${decimalSize(stats.networkSentBytes, 3)}`,
    BlockIO: `${decimalSize(stats.blockReadBytes, 3)} / ${decimalSize(stats.blockWriteBytes, 3)}`,
    PIDs: String(stats.pids),
  };
}
