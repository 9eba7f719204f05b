import type { Readable, Writable } from "node:stream";
import { fifoStreams } from "../../platform/fifo.ts";
import type { FifoPaths } from "./fifos.ts";

/** This side of a process's FIFOs. */
export interface ProcessStreams {
  readonly stdin: Writable | undefined;
  readonly stdout: Readable;
  /** A terminal has none. */
  readonly stderr: Readable | undefined;
}

/** Readers must be open before the task is created: the shim waits 30 s for them and then gives up. */
export async function openStreams({ stdin, stdout, stderr }: FifoPaths): Promise<ProcessStreams> {
  const { openReader, openWriter } = await fifoStreams();
  return {
    stdin: stdin === undefined ? undefined : openWriter(stdin),
    stdout: openReader(stdout),
    stderr: stderr === undefined ? undefined : openReader(stderr),
  };
}

export function closeStreams({ stdin, stdout, stderr }: ProcessStreams): void {
  for (const stream of [stdin, stdout, stderr]) stream?.destroy();
}
