import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";
import type { RelayedPort } from "./relayed-port.ts";

/** A client that has been silent for so long, both ways, gets a new port with its next datagram; conntrack's rule is of this order. */
const idleMs = 90_000;
/** Of one port; then the oldest makes room, since each has a descriptor. */
const mostFlows = 1024;

interface Flow {
  readonly socket: Socket;
  readonly idle: NodeJS.Timeout;
}

/** Carries datagrams to a container, which sees a port of its own for each client, and its answers back. Rejects as binding does. */
export async function udpRelay({ hostAddress, hostPort, address, port }: RelayedPort): Promise<AsyncDisposable> {
  const server = createSocket({ type: "udp6", ipv6Only: true });
  const flows = new Map<string, Flow>();
  const end = (key: string) => {
    const flow = flows.get(key);
    flows.delete(key);
    clearTimeout(flow?.idle);
    flow?.socket.close();
  };
  const begin = (key: string, client: { readonly address: string; readonly port: number }): Flow => {
    if (flows.size >= mostFlows) end([...flows.keys()][0]!);
    const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
    const flow = { socket, idle: setTimeout(() => end(key), idleMs).unref() };
    socket.on("error", () => end(key));
    socket.on("message", (message, from) => {
      if (from.address !== address || from.port !== port || !flows.has(key)) return;
      flow.idle.refresh();
      server.send(message, client.port, client.address, () => {}); // Lost as any datagram may be.
    });
    flows.set(key, flow);
    return flow;
  };
  const listening = once(server, "listening");
  server.bind({ address: hostAddress, port: hostPort, exclusive: true });
  await listening;
  server.on("error", () => {}); // Of one datagram: a client that is gone.
  server.on("message", (message, client) => {
    const key = `${client.address} ${client.port}`;
    const flow = flows.get(key) ?? begin(key, client);
    flow.idle.refresh();
    flow.socket.send(message, port, address, () => {});
  });
  return {
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      for (const key of [...flows.keys()]) end(key);
      server.close();
      await closed;
    },
  };
}
