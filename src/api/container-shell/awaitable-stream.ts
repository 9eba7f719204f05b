import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";

/** A stream at the end of a pipe: awaited, it gives the output of the command before it, once all is written. */
export type PipedTo<Stream, Output> = Stream & PromiseLike<Output>;

export function awaitableStream<Output>(stream: Writable, source: PromiseLike<Output>): PipedTo<Writable, Output> {
  const written = isShared(stream) ? undefined : finished(stream, { readable: false });
  const outcome = (async () => {
    const output = await source;
    await written;
    return output;
  })();
  written?.catch(() => {});
  outcome.catch(() => {}); // As with zx: a pipe that nobody awaits has nobody to fail for.
  return new Proxy(stream, {
    get(target, name) {
      if (name === "then") return outcome.then.bind(outcome);
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      if (name !== "pipe") return value.bind(target);
      return (next: Writable) => {
        target.pipe(next);
        return awaitableStream(next, outcome);
      };
    },
  }) as PipedTo<Writable, Output>; // With the `then` above.
}

/** The process's own, which are never ended. */
export function isShared(stream: Writable): boolean {
  return stream === process.stdout || stream === process.stderr;
}
