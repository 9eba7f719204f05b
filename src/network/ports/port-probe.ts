import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, isIP } from "node:net";
import { errno } from "../../store/atomic-file.ts";
import type { PortMapping, PortProtocol } from "./port-mapping.ts";

/** Whether no program of the host has the port, found by binding it for a moment. What has no socket in Node is taken as free. */
export async function canBind({ hostAddress, hostPort, protocol }: PortMapping): Promise<boolean> {
  try {
    await boundPort(hostAddress, hostPort, protocol);
    return true;
  } catch (error) {
    if (errno(error) === "EADDRINUSE") return false;
    throw error;
  }
}

/** A port that the kernel says is free. */
export async function freePort(hostAddress: string, protocol: PortProtocol): Promise<number> {
  return await boundPort(hostAddress, 0, protocol);
}

async function boundPort(address: string, port: number, protocol: PortProtocol): Promise<number> {
  if (protocol === "udp") return await boundDatagramPort(address, port);
  // sctp has ports of its own; a free tcp port is as good a guess as any.
  if (protocol === "sctp" && port !== 0) return port;
  const server = createServer();
  server.listen({ host: address, port, exclusive: true });
  await once(server, "listening");
  const bound = server.address();
  server.close();
  await once(server, "close");
  return typeof bound === "object" && bound !== null ? bound.port : port;
}

async function boundDatagramPort(address: string, port: number): Promise<number> {
  const socket = createSocket(isIP(address) === 6 ? "udp6" : "udp4");
  socket.bind({ address, port, exclusive: true });
  await once(socket, "listening");
  const bound = socket.address().port;
  socket.close();
  await once(socket, "close");
  return bound;
}
