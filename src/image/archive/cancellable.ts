import { Readable } from "node:stream";

/** The same bytes, which end with the signal's reason also where they hang: a pipe whose writer sleeps looks at no signal. */
export async function* cancellable(source: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  signal.throwIfAborted();
  const cancel = () => void (source instanceof Readable && source.destroy(signal.reason));
  signal.addEventListener("abort", cancel, { once: true });
  try {
    yield* source;
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}
