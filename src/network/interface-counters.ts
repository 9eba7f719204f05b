import { readFileSync, readlinkSync } from "node:fs";

export interface TrafficBytes {
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

/**
 * What went through the interfaces of a process's network namespace, without its loopback. Nothing for one that shares
 * the host's, whose traffic is everybody's, and for a process that is gone.
 */
export function networkTraffic(pid: number): TrafficBytes {
  try {
    const isHosts = readlinkSync(`/proc/${pid}/ns/net`) === readlinkSync("/proc/self/ns/net");
    return parseCounters(isHosts ? "" : readFileSync(`/proc/${pid}/net/dev`, "utf8"));
  } catch {
    return parseCounters("");
  }
}

/** From proc_pid_net(5), "/proc/pid/net/dev": the first number of a line is what was received, the ninth what was sent. */
export function parseCounters(text: string): TrafficBytes {
  const rows = text.split("\n").flatMap((line) => {
    const [, name, numbers] = /^\s*([^\s:]+):\s*(.*)$/.exec(line) ?? [];
    return name === undefined || name === "lo" || numbers === undefined ? [] : [numbers.split(/\s+/).map(Number)];
  });
  const sum = (column: number) => rows.reduce((total, row) => total + (row[column] ?? 0), 0);
  return { receivedBytes: sum(0), sentBytes: sum(8) };
}
