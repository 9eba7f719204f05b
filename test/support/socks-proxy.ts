import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A SOCKS 5 server (RFC 1928) to which all names are loopback; `login` is `user:password`. */
export async function startSocksProxy({ login }: { readonly login?: string } = {}) {
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer(async (client) => {
    sockets.add(client);
    client.on("error", () => {});
    const bytes = reader(client);
    const [, methods = 0] = await bytes(2);
    const offered = [...(await bytes(methods))];
    const method = login === undefined ? 0 : offered.includes(2) ? 2 : 255;
    client.write(Buffer.from([5, method]));
    if (method === 255) return void client.end();
    if (method === 2) {
      const user = await bytes((await bytes(2))[1]!);
      const password = await bytes((await bytes(1))[0]!);
      const isLetIn = `${user}:${password}` === login;
      client.write(Buffer.from([1, isLetIn ? 0 : 1]));
      if (!isLetIn) return void client.end();
    }
    const [, , , kind] = await bytes(4);
    const host = kind === 1 ? [...(await bytes(4))].join(".") : String(await bytes((await bytes(1))[0]!));
    const port = (await bytes(2)).readUInt16BE();
    seen.push(`${host}:${port}`);
    const target = connect(port, "127.0.0.1");
    sockets.add(target);
    target.on("error", () => client.end(Buffer.from([5, 5, 0, 1, 0, 0, 0, 0, 0, 0])));
    target.once("connect", () => {
      client.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
      client.pipe(target).pipe(client);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // It listens on TCP.
  return {
    /** Where it was asked to lead: `registry.test:5000`. */
    seen,
    url: `socks5h://${login === undefined ? "" : `${login}@`}127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Gives so many bytes once they are there. */
function reader(socket: Socket): (count: number) => Promise<Buffer> {
  return async (count) => {
    for (;;) {
      const bytes = socket.read(count) as Buffer | null;
      if (bytes !== null) return bytes;
      await once(socket, "readable");
    }
  };
}
