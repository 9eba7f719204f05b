import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import type { RelayedPort } from "./relayed-port.ts";

/** Carries connections to a container, each half until its own end. Rejects as listening does: EADDRINUSE, EADDRNOTAVAIL. */
export async function tcpRelay({ hostAddress, hostPort, address, port }: RelayedPort): Promise<AsyncDisposable> {
  const sockets = new Set<Socket>();
  const hold = (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  };
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const inside = connect({ host: address, port, allowHalfOpen: true, noDelay: true });
    for (const [socket, other] of [
      [client, inside],
      [inside, client],
    ] as const) {
      hold(socket);
      // A reset, as the client would have had from the container itself.
      socket.once("error", () => other.resetAndDestroy());
      socket.pipe(other);
    }
  });
  const listening = once(server, "listening");
  server.listen({ host: hostAddress, port: hostPort, exclusive: true, ipv6Only: true });
  await listening;
  server.on("error", () => {}); // Of one connection, as where descriptors are short.
  return {
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
