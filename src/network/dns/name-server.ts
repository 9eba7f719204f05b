import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, isIPv6, type Server, type Socket } from "node:net";
import { StreamFramer, streamFrame } from "./stream-frame.ts";

/** Gives the reply to a message from an address, or none. */
export type Replier = (
  message: Uint8Array,
  source: { readonly address: string; readonly isTcp: boolean },
) => Promise<Uint8Array | undefined>;

const dnsPort = 53;
/** Those that come on top have to wait, or are dropped. */
const mostConnections = 64;
const idleMs = 10_000;

/** Listens at one address, for datagrams and for connections. */
export class NameServer implements AsyncDisposable {
  readonly #udp: UdpSocket;
  readonly #tcp: Server;
  readonly #connections: ReadonlySet<Socket>;
  #isClosed = false;

  private constructor(udp: UdpSocket, tcp: Server, connections: ReadonlySet<Socket>) {
    this.#udp = udp;
    this.#tcp = tcp;
    this.#connections = connections;
  }

  /** Rejects with EADDRINUSE where somebody else has the port, EADDRNOTAVAIL where the host has not the address. */
  static async listen(address: string, reply: Replier): Promise<NameServer> {
    const udp = createSocket(isIPv6(address) ? "udp6" : "udp4");
    const connections = new Set<Socket>();
    const tcp = createServer((socket) => serve(socket, reply, connections));
    tcp.maxConnections = mostConnections;
    try {
      const bound = once(udp, "listening");
      udp.bind({ address, port: dnsPort, exclusive: true });
      await bound;
      const listening = once(tcp, "listening");
      tcp.listen({ host: address, port: dnsPort, exclusive: true });
      await listening;
    } catch (error) {
      udp.close();
      throw error;
    }
    const server = new NameServer(udp, tcp, connections);
    udp.on("message", (message, { address, port }) => {
      const source = { address: plainAddress(address), isTcp: false };
      const send = (bytes: Uint8Array | undefined) => {
        if (bytes && !server.#isClosed) udp.send(bytes, port, address, () => {}); // Lost as any datagram may be.
      };
      reply(message, source).then(send, () => {}); // Without a reply the asker turns to its next server.
    });
    udp.on("error", () => {}); // Of one datagram: an asker that is gone.
    tcp.on("error", () => {}); // Of one connection, as where descriptors are short.
    return server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    const closed = [once(this.#udp, "close"), once(this.#tcp, "close")];
    this.#udp.close();
    this.#tcp.close();
    for (const socket of this.#connections) socket.destroy();
    await Promise.all(closed);
  }
}

/** One question after the other. */
function serve(socket: Socket, reply: Replier, connections: Set<Socket>): void {
  const framer = new StreamFramer();
  const source = { address: plainAddress(socket.remoteAddress ?? ""), isTcp: true };
  let turn = Promise.resolve();
  connections.add(socket);
  socket.setTimeout(idleMs, () => socket.destroy());
  socket.on("error", () => {}); // Its end follows.
  socket.on("close", () => connections.delete(socket));
  socket.on("data", (bytes) => {
    socket.pause();
    const messages = framer.push(bytes);
    turn = turn
      .then(async () => {
        for (const message of messages) {
          const answer = socket.destroyed ? undefined : await reply(message, source);
          if (answer && !socket.destroyed) socket.write(streamFrame(answer));
        }
        socket.resume();
      })
      .catch(() => void socket.destroy());
  });
}

function plainAddress(address: string): string {
  return address.replace(/%.*$/, "").replace(/^::ffff:(?=\d+\.)/, "");
}
