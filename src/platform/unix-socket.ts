import { bunSocket } from "./bun/socket.ts";
import { nodeSocket } from "./node/unix-socket.ts";
import { runtimeName } from "./runtime.ts";

export interface SocketListener {
  received(bytes: Buffer): void;
  /** It is closed, or was never connected; may be told more than once. */
  lost(cause: Error | undefined): void;
}

/** A connection to a unix socket. It keeps the process alive only while it is held. */
export interface UnixSocket {
  /** Sends it, once it is connected; nothing where it is closed. */
  write(bytes: Uint8Array): void;
  /** Resolves where what was written is on its way, or nobody waits for it any more. */
  drained(): Promise<void>;
  hold(isHeld: boolean): void;
  destroy(): void;
}

/** Begins to connect. Bun's own sockets spare it what `node:net` loads: a quarter of a short command. */
export function connectUnix(path: string, listener: SocketListener): UnixSocket {
  return runtimeName === "bun" ? bunSocket({ unix: path }, listener) : nodeSocket(path, listener);
}
