import type { SocketListener, UnixSocket } from "../unix-socket.ts";
import { type BunAddress, type BunSocket, bun } from "./bun.ts";

export interface BunListener extends SocketListener {
  connected?(): void;
}

/** A socket of Bun's own; it keeps the process alive only while it is held. */
export interface HeldSocket extends UnixSocket {
  /** What has been received by then, and is yet to be told, still comes. */
  pause(): void;
  resume(): void;
}

export function bunSocket(address: BunAddress, { received, lost, connected }: BunListener): HeldSocket {
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
  const opened = (opened: BunSocket) => {
    if (isOver) return opened.close();
    socket = opened;
    if (!isHeld) socket.unref();
    connected?.();
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
  Promise.resolve({ ...address, socket: handlers })
    .then((options) => bun().connect(options))
    .catch((error: Error & { readonly code?: string }) =>
      end(Object.assign(new Error(`connect ${error.code} ${nameOf(address)}`, { cause: error }), { code: error.code })),
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
    pause: () => socket?.pause(),
    resume: () => socket?.resume(),
    destroy() {
      if (isOver) return;
      if (socket !== undefined) socket.close();
      else end(undefined);
    },
  };
}

function nameOf(address: BunAddress): string {
  return "unix" in address ? address.unix : `${address.hostname}:${address.port}`;
}
