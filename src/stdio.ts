import type { Readable, Writable } from "node:stream";

/** 128 + SIGPIPE: how a program ends that writes what nobody reads. Node ignores the signal, and reports EPIPE. */
export const unreadExitCode = 141;

/** The caller's own streams, as the command line hands them to a command that talks to a container. */
export interface Stdio {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** There where stdin is a terminal. */
  readonly terminal?: Terminal;
  /** From now on the caller's signals (`SIGINT`, …) go to the listener instead of cancelling; the result stops that. */
  onSignal(listener: (signal: NodeJS.Signals) => void): () => void;
}

export interface Terminal {
  size(): { readonly columns: number; readonly rows: number };
  /** Calls back on every change of size; the result stops that. */
  onResize(listener: () => void): () => void;
  setRaw(raw: boolean): void;
}
