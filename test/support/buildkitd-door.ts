import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { upgradedSocket } from "../../src/buildkit/connection/upgrade.ts";

/**
 * The door that buildkitd would have, to the BuildKit inside of a dockerd: Debian has no package of buildkitd, and behind its door is the
 * same code. A path for a unix socket; with certificates a port of loopback, which it gives.
 */
export async function openDoor(
  dockerSocket: string,
  place: { readonly path: string } | { readonly tls: TlsOptions },
): Promise<{ readonly port: number } & AsyncDisposable> {
  const sockets = new Set<Socket>();
  const enter = async (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {}); // The test's client leaves as it likes.
    const inner = await upgradedSocket(dockerSocket, "/grpc");
    inner.on("error", () => socket.destroy());
    socket.pipe(inner).pipe(socket);
    socket.on("close", () => inner.destroy());
  };
  const server: Server =
    "tls" in place ? createTlsServer({ ...place.tls, ALPNProtocols: ["h2"] }, enter) : createServer(enter);
  server.listen("path" in place ? place.path : { port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
