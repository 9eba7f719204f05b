import { readdir, readFile, readlink } from "node:fs/promises";
import type { PortMapping } from "./port-mapping.ts";

export interface PortListener {
  readonly pid: number;
  readonly command: string;
}

/**
 * Which program has a port, as far as /proc tells: for the hint of an error, since it reads every process. From proc(5),
 * "/proc/net/tcp": the local address, the state (0A listens) and the socket's inode.
 */
export async function portListener({ hostPort, protocol }: PortMapping): Promise<PortListener | undefined> {
  const tables = await Promise.all([protocol, `${protocol}6`].map((name) => readIfThere(`/proc/net/${name}`)));
  const sockets = new Set(
    tables.flatMap((table) => listeningInodes(table, hostPort)).map((inode) => `socket:[${inode}]`),
  );
  if (sockets.size === 0) return undefined;
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    if (!(await hasSocket(pid, sockets))) continue;
    return { pid: Number(pid), command: (await readIfThere(`/proc/${pid}/comm`)).trim() };
  }
  return undefined;
}

/** The sockets of a table that have the port: in tcp those that listen, in udp all that are bound. */
export function listeningInodes(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return table
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(suffix) && (state === "0A" || state === "07"))
    .map((fields) => fields[9] ?? "");
}

async function hasSocket(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  try {
    const descriptors = await readdir(`/proc/${pid}/fd`);
    const targets = await Promise.all(descriptors.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => "")));
    return targets.some((target) => sockets.has(target));
  } catch {
    return false; // It has ended in the meantime, or is another user's.
  }
}

async function readIfThere(path: string): Promise<string> {
  return await readFile(path, "utf8").catch(() => "");
}
