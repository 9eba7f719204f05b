import { bunFillingByNode, bunFillingSocket } from "./bun/filling-socket.ts";
import { type NodeConnect, nodeFillingSocket, tcpByNode } from "./node/filling-socket.ts";
import { runtimeName } from "./runtime.ts";

/** Who made a connection, as its bytes come. */
export interface FillingListener {
  /** Where the next bytes go; never empty. */
  target(): Uint8Array;
  /** So many have come there; false where no more are wanted until `resume`. */
  filled(bytes: number): boolean;
  connected(): void;
  /** It is closed, or was never connected; may be told more than once. */
  lost(cause: Error | undefined): void;
}

/** A connection whose bytes come into the buffers of whoever made it. */
export interface FillingSocket {
  write(bytes: Uint8Array): void;
  resume(): void;
  destroy(): void;
}

/** Whether there are such connections on this runtime. */
export const fillsBuffers = runtimeName !== "deno";

/** Whether `node:http` takes longer to load than a few connections of one's own to make: on Bun, a quarter of a short command. */
export const isHttpSlowToLoad = runtimeName === "bun";

/** Begins to connect. */
export function connectTcp(address: TcpAddress, listener: FillingListener): FillingSocket {
  return runtimeName === "bun" ? bunFillingSocket(address, listener) : nodeFillingSocket(tcpByNode(address), listener);
}

/** The same by a socket of `node:tls`, which `connect` makes: Bun's own sockets do not look whether a certificate is for that host. */
export function connectTls(connect: NodeConnect, listener: FillingListener): FillingSocket {
  return runtimeName === "bun" ? bunFillingByNode(() => connect({}), listener) : nodeFillingSocket(connect, listener);
}

export interface TcpAddress {
  readonly host: string;
  readonly port: number;
}
