import { readdir, readFile, readlink } from "node:fs/promises";
import { isIP } from "node:net";
import { isAnyAddress, type PortMapping } from "./port-mapping.ts";

export interface PortListener {
  readonly pid: number;
  readonly command: string;
}

/**
 * Which program has a port, as far as /proc tells: for the hint of an error, since it reads every process. From proc(5),
 * "/proc/net/tcp": the local address, the state (0A listens, 07 is a datagram's) and the socket's inode.
 */
export async function portListener(mapping: PortMapping): Promise<PortListener | undefined> {
  const { protocol } = mapping;
  const tables = protocol === "sctp" ? [] : [protocol, `${protocol}6`];
  const texts = await Promise.all(tables.map((name) => readIfThere(`/proc/net/${name}`)));
  const sockets = new Set(texts.flatMap((text) => listeningInodes(text, mapping)).map((inode) => `socket:[${inode}]`));
  if (sockets.size === 0) return undefined;
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    if (!(await hasSocket(pid, sockets))) continue;
    return { pid: Number(pid), command: (await readIfThere(`/proc/${pid}/comm`)).trim() };
  }
  return undefined;
}

/** The sockets of a table that have the port, on an address that includes the mapping's or is included: in tcp those that listen, in udp all. */
export function listeningInodes(table: string, mapping: Pick<PortMapping, "hostAddress" | "hostPort">): string[] {
  const hostAddress = addressOf(mapping.hostAddress);
  return table
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = "", , state = ""]) => {
      const [address = "", port = ""] = local.split(":");
      if (Number.parseInt(port, 16) !== mapping.hostPort || !["0A", "07"].includes(state)) return false;
      return /^0+$/.test(address) || isAnyAddress(mapping.hostAddress) || address === hostAddress;
    })
    .map((fields) => fields[9] ?? "");
}

/** An address as the kernel writes it there: its words in the machine's order, which is little-endian wherever this runs. */
function addressOf(text: string): string {
  const bytes = addressBytes(text);
  for (let at = 0; at < bytes.length; at += 4) bytes.subarray(at, at + 4).reverse();
  return bytes.toString("hex").toUpperCase();
}

function addressBytes(text: string): Buffer {
  if (isIP(text) === 4) return Buffer.from(text.split(".").map(Number));
  // A URL writes the groups without leading zeros, and one gap.
  const [head = "", tail] = new URL(`http://[${text}]`).hostname.slice(1, -1).split("::");
  const groups = (part: string) => part.split(":").filter((group) => group !== "");
  const [before, after] = [groups(head), groups(tail ?? "")];
  const all = [...before, ...Array<string>(8 - before.length - after.length).fill("0"), ...after];
  return Buffer.from(all.map((group) => group.padStart(4, "0")).join(""), "hex");
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
