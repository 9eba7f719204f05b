import type { Readable, Writable } from "node:stream";
import { runtimeName } from "./runtime.ts";

/** Both ends of a named pipe as streams. Opening never blocks, whether or not the other side is there yet. */
export interface FifoStreams {
  /** Ends when the last writer has closed; nothing written before that is lost. */
  openReader(path: string): Readable;
  /** Takes bytes at the reader's pace. Ending it closes this side only: other writers keep the pipe open. */
  openWriter(path: string): Writable;
}

export async function fifoStreams(): Promise<FifoStreams> {
  if (runtimeName === "node") return await import("./node/fifo.ts");
  const { pipedFifos } = await import("./piped/fifo.ts");
  return await pipedFifos();
}
