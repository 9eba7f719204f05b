import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { errno } from "../../store/atomic-file.ts";

/**
 * How long after the exit a stream may be silent and open: a child in the background can hold it for ever, and
 * what the process itself wrote has arrived long before.
 */
const silenceMs = 500;

/** Copies everything to `target`, at its pace, until `source` ends. A target that was closed swallows the rest. */
export async function pump(source: Readable, target: Writable, exited: Promise<unknown>): Promise<void> {
  const closing = new AbortController();
  const onClose = () => closing.abort();
  const onError = (error: unknown) => {
    if (errno(error) === "EPIPE") closing.abort();
    else source.destroy(error instanceof Error ? error : undefined);
  };
  target.on("error", onError).once("close", onClose);
  try {
    for await (const chunk of untilSilent(source, exited)) {
      if (closing.signal.aborted || target.write(chunk)) continue;
      await once(target, "drain", { signal: closing.signal }).catch(ignoreAbort);
    }
  } finally {
    target.off("error", onError).off("close", onClose);
  }
}

/** Reads to the end. */
export async function collect(source: Readable, exited: Promise<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of untilSilent(source, exited)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The chunks of `source` to its end, or until after the exit nothing has come for a while. */
async function* untilSilent(source: Readable, exited: Promise<unknown>): AsyncGenerator<Buffer> {
  const silence = new SilenceTimer(exited);
  const chunks: AsyncIterator<Buffer> = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await Promise.race([chunks.next(), silence.wait()]);
      silence.stop();
      if (next === undefined || next.done) return;
      yield next.value;
    }
  } finally {
    source.destroy();
  }
}

/** Counts only while somebody waits for data, so that a slow consumer never looks like a silent producer. */
class SilenceTimer {
  #hasExited = false;
  #arm: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(exited: Promise<unknown>) {
    const begin = () => {
      this.#hasExited = true;
      this.#arm?.();
    };
    void exited.then(begin, begin);
  }

  wait(): Promise<undefined> {
    return new Promise((resolve) => {
      // Past the timer one more turn of the loop: what arrived while the process was busy is read before.
      this.#arm = () => {
        this.#timer = setTimeout(() => setImmediate(() => resolve(undefined)), silenceMs);
      };
      if (this.#hasExited) this.#arm();
    });
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#arm = undefined;
  }
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === "AbortError")) throw error;
}
