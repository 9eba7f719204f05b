import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, isIP } from "node:net";
import { NerdError } from "../../errors.ts";
import { errno } from "../../store/atomic-file.ts";
import type { PortMapping, PortProtocol } from "./port-mapping.ts";

/** Whether no program of the host has the port, found by binding it for a moment. Throws INVALID_VALUE where the host has no such address. */
export async function canBind({ hostAddress, hostPort, protocol }: PortMapping): Promise<boolean> {
  try {
    await boundPort(hostAddress, hostPort, protocol);
    if (hostAddress === "0.0.0.0") await boundPort("::", hostPort, protocol).catch(rethrowUnlessWithout6);
    return true;
  } catch (error) {
    if (errno(error) === "EADDRINUSE") return false;
    throw explained(error, hostAddress);
  }
}

/** A port that the kernel says is free. */
export async function freePort(hostAddress: string, protocol: PortProtocol): Promise<number> {
  try {
    return await boundPort(hostAddress, 0, protocol);
  } catch (error) {
    throw explained(error, hostAddress);
  }
}

/** A host without IPv6 has nobody there. */
function rethrowUnlessWithout6(error: unknown): void {
  if (errno(error) !== "EAFNOSUPPORT" && errno(error) !== "EADDRNOTAVAIL") throw error;
}

function explained(error: unknown, address: string): unknown {
  const code = errno(error);
  if (code !== "EADDRNOTAVAIL" && code !== "EAFNOSUPPORT" && code !== "EINVAL") return error;
  const hint = "publish on an address of this host (ip address), or on all by leaving it out";
  return new NerdError("INVALID_VALUE", `cannot assign requested address: ${address}`, { hint, cause: error });
}

async function boundPort(address: string, port: number, protocol: PortProtocol): Promise<number> {
  if (protocol === "udp") return await boundDatagramPort(address, port);
  // Node has no sctp: the kernel's table tells who has such a port, and a free tcp port is as good a guess as any.
  if (protocol === "sctp" && port !== 0) return await boundSctpPort(port);
  const server = createServer();
  server.listen({ host: address, port, exclusive: true, ipv6Only: true });
  await once(server, "listening");
  const bound = server.address();
  server.close();
  await once(server, "close");
  return typeof bound === "object" && bound !== null ? bound.port : port;
}

async function boundDatagramPort(address: string, port: number): Promise<number> {
  const socket = createSocket(isIP(address) === 6 ? { type: "udp6", ipv6Only: true } : { type: "udp4" });
  socket.bind({ address, port, exclusive: true });
  await once(socket, "listening");
  const bound = socket.address().port;
  socket.close();
  await once(socket, "close");
  return bound;
}

async function boundSctpPort(port: number): Promise<number> {
  const table = await readFile("/proc/net/sctp/eps", "utf8").catch((error: unknown) => {
    if (errno(error) === "ENOENT") return ""; // Nobody has used sctp since the boot, or the kernel cannot.
    throw error;
  });
  if (!sctpPorts(table).includes(port)) return port;
  throw Object.assign(new Error(`sctp port ${port} is in use`), { code: "EADDRINUSE" });
}

/** The ports of the endpoints in the kernel's table, whatever their addresses. From linux, net/sctp/proc.c, "LPORT". */
export function sctpPorts(table: string): number[] {
  const [header = "", ...lines] = table.trim().split("\n");
  const column = header.trim().split(/\s+/).indexOf("LPORT");
  return lines.map((line) => Number(line.trim().split(/\s+/)[column]));
}
