import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingMessage } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** A proxy for HTTP, and for HTTPS by CONNECT, to which all names are loopback; `login` is `user:password`. */
export async function startProxy({ login }: { readonly login?: string } = {}) {
  const seen: string[] = [];
  const isLetIn = ({ headers }: IncomingMessage) =>
    login === undefined || headers["proxy-authorization"] === `Basic ${Buffer.from(login).toString("base64")}`;
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    if (!isLetIn(request)) return response.writeHead(407).end();
    const { port, pathname, search } = new URL(request.url ?? "");
    const { "proxy-authorization": _own, ...headers } = request.headers;
    const passed = httpRequest({ host: "127.0.0.1", port, path: pathname + search, method: request.method, headers });
    passed.on("response", (answer) => answer.pipe(response.writeHead(answer.statusCode ?? 502, answer.headers)));
    passed.on("error", () => response.destroy());
    return request.pipe(passed);
  });
  const tunnels = new Set<Socket>();
  server.on("connect", (request, socket: Socket, head: Buffer) => {
    seen.push(`CONNECT ${request.url}`);
    if (!isLetIn(request)) return socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    const target = connect(Number(request.url?.split(":").at(-1)), "127.0.0.1");
    for (const end of [socket, target]) {
      tunnels.add(end);
      end.on("error", () => {
        socket.destroy();
        target.destroy();
      });
    }
    return target.once("connect", () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      target.write(head);
      socket.pipe(target).pipe(socket);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // It listens on TCP.
  return {
    /** What it was asked for: `CONNECT registry.test:5000`, `GET http://registry.test:5000/v2/`. */
    seen,
    url: `http://${login === undefined ? "" : `${login}@`}127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of tunnels) socket.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
