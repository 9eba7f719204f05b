import { once } from "node:events";
import { Agent as HttpAgent } from "node:http";
import type { RequestOptions } from "node:https";
import { connect, isIP, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { NerdError } from "../../errors.ts";
import { networkFailure, stalled } from "./network-failure.ts";

const version = 5;
const methods = { none: 0, login: 2 } as const;
const connectCommand = 1;
const domainName = 3;
/** By the kind of the address in an answer: its length. A domain's is told by its first byte. */
const addressLengths: Readonly<Record<number, number>> = { 1: 4, 4: 16 };

/** RFC 1928, section 6. */
const refusals: Readonly<Record<number, string>> = {
  1: "general failure",
  2: "not allowed by its rules",
  3: "network unreachable",
  4: "host unreachable",
  5: "connection refused",
};

export function isSocks({ protocol }: URL): boolean {
  return protocol === "socks5:" || protocol === "socks5h:";
}

/** HTTP through a SOCKS proxy. */
export class SocksAgent extends HttpAgent {
  readonly #proxy: URL;
  readonly #connectMs: number;

  constructor(proxy: URL, connectMs: number) {
    super({ keepAlive: true });
    this.#proxy = proxy;
    this.#connectMs = connectMs;
  }

  /** As in `TunnelAgent`. */
  override createConnection(options: RequestOptions, done: (error: Error | null, socket: Duplex) => void): undefined {
    const target = { host: (options.host ?? "").replace(/^\[|\]$/g, ""), port: Number(options.port ?? 80) };
    socksTunnel(this.#proxy, target, this.#connectMs).then(
      (socket) => done(null, socket),
      // Where there is an error, nobody looks at the socket.
      (error) => done(error, undefined as unknown as Duplex),
    );
  }
}

/** A connection that a SOCKS proxy has made (RFC 1928); names are the proxy's to look up, with `socks5` too, as in Go. */
export async function socksTunnel(
  proxy: URL,
  target: { readonly host: string; readonly port: number },
  connectMs: number,
): Promise<Socket> {
  const socket = connect(Number(proxy.port || 1080), proxy.hostname.replace(/^\[|\]$/g, ""));
  const timer = setTimeout(() => socket.destroy(stalled(proxyAddress(proxy), "no tunnel", connectMs)), connectMs);
  try {
    await once(socket, "connect");
    await greet(socket, proxy);
    socket.write(connectRequest(target));
    const [, status = 1, , kind = 0] = await read(socket, 4);
    if (status !== 0) throw refused(proxy, target, refusals[status] ?? `status ${status}`);
    const length = addressLengths[kind] ?? (await read(socket, 1))[0]!;
    await read(socket, length + 2);
    return socket;
  } catch (error) {
    socket.destroy();
    throw networkFailure(error, proxyAddress(proxy));
  } finally {
    clearTimeout(timer);
  }
}

async function greet(socket: Socket, proxy: URL): Promise<void> {
  const [user, password] = [decodeURIComponent(proxy.username), decodeURIComponent(proxy.password)];
  const offered = user === "" ? [methods.none] : [methods.none, methods.login];
  socket.write(Buffer.from([version, offered.length, ...offered]));
  const [spoken, method] = await read(socket, 2);
  if (spoken !== version) throw unusable(proxy, "it does not speak SOCKS 5");
  if (method === methods.none) return;
  if (method !== methods.login || user === "") throw unusable(proxy, "it wants a login");
  // RFC 1929.
  socket.write(Buffer.concat([Buffer.from([1]), lengthFirst(user), lengthFirst(password)]));
  if ((await read(socket, 2))[1] !== 0) throw unusable(proxy, "it wants another login");
}

export function connectRequest({ host, port }: { readonly host: string; readonly port: number }): Buffer {
  const end = Buffer.from([port >> 8, port & 0xff]);
  const family = isIP(host);
  if (family === 4)
    return Buffer.concat([Buffer.from([version, connectCommand, 0, 1, ...host.split(".").map(Number)]), end]);
  // A name or an IPv6 address: as text, which every proxy looks up or takes as it is.
  return Buffer.concat([Buffer.from([version, connectCommand, 0, domainName]), lengthFirst(host), end]);
}

function lengthFirst(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length <= 255) return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  throw new NerdError("INVALID_VALUE", "a name or a login is too long for a SOCKS proxy: 255 bytes");
}

/** So many bytes and no more: what follows is the target's. */
async function read(socket: Socket, count: number): Promise<Uint8Array> {
  const whole = new AbortController();
  try {
    for (;;) {
      const bytes = socket.read(count) as Buffer | null;
      if (bytes?.length === count) return bytes;
      if (bytes !== null || socket.readableEnded) throw Object.assign(new Error("it hung up"), { code: "ECONNRESET" });
      await Promise.race(["readable", "end"].map((event) => once(socket, event, { signal: whole.signal })));
    }
  } finally {
    whole.abort();
  }
}

function refused(proxy: URL, { host, port }: { host: string; port: number }, how: string): NerdError {
  return new NerdError("REGISTRY_UNREACHABLE", `the proxy ${proxy.host} does not lead to ${host}:${port}: ${how}`, {
    hint: "check ALL_PROXY and NO_PROXY",
  });
}

function unusable(proxy: URL, why: string): NerdError {
  return new NerdError("REGISTRY_UNREACHABLE", `the proxy ${proxy.host} cannot be used: ${why}`, {
    hint: "write socks5://USER:PASSWORD@HOST:PORT",
  });
}

/** Without the login, for messages. */
function proxyAddress({ protocol, host }: URL): string {
  return `${protocol}//${host}`;
}
