import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { connect, isIP, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import type { BuilderAddress, BuilderTls } from "../address.ts";
import { upgradedSocket } from "./upgrade.ts";

/** Past it a host that says nothing counts as unreachable. */
const connectMs = 20_000;

/** A dead peer is noticed after about twenty seconds. */
const keepAliveMs = 10_000;

/** A connection on which BuildKit's control service is spoken, as HTTP/2 without a further handshake. Rejects as the socket does. */
export async function dialControl(address: BuilderAddress, signal?: AbortSignal): Promise<Duplex> {
  if (address.kind === "dockerd") return await upgradedSocket(address.socket, "/grpc", {}, signal);
  if (address.kind === "buildkitd") return await opened(connect(address.socket), "connect", signal);
  const { host, port, tls } = address;
  const socket = await opened(connect({ host, port }), "connect", signal);
  socket.setKeepAlive(true, keepAliveMs);
  socket.setNoDelay(true);
  if (tls === undefined) return socket;
  const options = { ...(await files(tls)), ...serverName(tls.serverName ?? host), host: tls.serverName ?? host };
  return await opened(connectTls({ socket, ALPNProtocols: ["h2"], ...options }), "secureConnect", signal);
}

async function opened<T extends Socket>(socket: T, event: string, signal?: AbortSignal): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Error(`no answer within ${connectMs} ms`)), connectMs);
  const cancel = () => late.abort(signal?.reason);
  if (signal?.aborted) cancel();
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    await once(socket, event, { signal: late.signal });
    return socket;
  } catch (error) {
    socket.destroy();
    throw late.signal.aborted ? late.signal.reason : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", cancel);
  }
}

async function files({ ca, cert, key }: BuilderTls): Promise<{ ca?: Buffer; cert?: Buffer; key?: Buffer }> {
  const read = async (name: "ca" | "cert" | "key", path: string | undefined) =>
    path === undefined ? {} : { [name]: await readFile(path) };
  return { ...(await read("ca", ca)), ...(await read("cert", cert)), ...(await read("key", key)) };
}

/** An address is no name to ask for (RFC 6066, section 3). */
function serverName(name: string): { servername?: string } {
  return isIP(name) === 0 ? { servername: name } : {};
}
