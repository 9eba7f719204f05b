import type { SocketListener, UnixSocket } from "../unix-socket.ts";
import { type BunSocket, bun } from "./bun.ts";

export function bunSocket(path: string, { received, lost }: SocketListener): UnixSocket {
  let socket: BunSocket | undefined;
  let isOver = false;
  let isHeld = false;
  /** What was written before there was a connection, or was more than the kernel took. */
  let unsent: Buffer = Buffer.alloc(0);
  let waiting: (() => void)[] = [];

  const wake = () => {
    for (const resolve of waiting) resolve();
    waiting = [];
  };
  const flush = () => {
    if (socket === undefined || isOver) return;
    if (unsent.length > 0) unsent = unsent.subarray(Math.max(0, socket.write(unsent)));
    if (unsent.length === 0) wake();
  };
  const end = (cause: Error | undefined) => {
    isOver = true;
    lost(cause);
    wake();
  };
  const opened = (connected: BunSocket) => {
    if (isOver) return connected.terminate();
    socket = connected;
    if (!isHeld) socket.unref();
    flush();
  };
  const handlers = {
    open: opened,
    data: (_: BunSocket, bytes: Buffer) => received(bytes),
    drain: flush,
    error: (_: BunSocket, error: Error) => end(error),
    close: (_: BunSocket, error: Error | undefined) => end(error),
  };
  // In a promise's chain also what it throws at once.
  Promise.resolve({ unix: path, socket: handlers })
    .then((options) => bun().connect(options))
    .catch((error: Error & { readonly code?: string }) =>
      end(Object.assign(new Error(`connect ${error.code} ${path}`, { cause: error }), { code: error.code })),
    );

  return {
    write(bytes) {
      if (isOver) return;
      unsent = unsent.length === 0 ? Buffer.from(bytes) : Buffer.concat([unsent, bytes]);
      flush();
    },
    async drained() {
      if (unsent.length === 0 || isOver) return;
      await new Promise<void>((resolve) => waiting.push(resolve));
    },
    hold(wanted) {
      isHeld = wanted;
      socket?.[wanted ? "ref" : "unref"]();
    },
    destroy() {
      if (isOver) return;
      if (socket !== undefined) socket.terminate();
      else end(undefined);
    },
  };
}
