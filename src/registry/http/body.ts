import type { IncomingMessage } from "node:http";
import { networkFailure, stalled } from "./network-failure.ts";

export interface Timeouts {
  /** Until there is a connection. */
  readonly connectMs: number;
  /** Without a byte, or with next to none, while we wait for some. */
  readonly stallMs: number;
}

export const defaultTimeouts: Timeouts = { connectMs: 15_000, stallMs: 30_000 };

/** Less than this in a stall's time is no transfer, only a way to keep us waiting. */
export const leastBytesPerStall = 1_024;

/**
 * The bytes of an answer. Time counts only while we wait for the server: a slow consumer is no stall. Throws a PassingFailure where
 * the connection is cut or stalls, and the reason of `signal` where that aborts.
 */
export async function* watched(
  message: IncomingMessage,
  { url, signal, timeouts }: { url: string; signal: AbortSignal; timeouts: Timeouts },
): AsyncGenerator<Uint8Array> {
  const chunks = message[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  const cancel = () => message.destroy(new Error("cancelled"));
  signal.addEventListener("abort", cancel, { once: true });
  let waitedMs = 0;
  let bytes = 0;
  const stall = () => message.destroy(stalled(url, "no bytes", timeouts.stallMs));
  try {
    signal.throwIfAborted();
    while (true) {
      const start = performance.now();
      const timer = setTimeout(stall, timeouts.stallMs - waitedMs);
      const { done, value } = await chunks.next().finally(() => clearTimeout(timer));
      if (done) break;
      waitedMs += performance.now() - start;
      bytes += value.length;
      if (bytes >= leastBytesPerStall) waitedMs = bytes = 0;
      yield value;
    }
  } catch (error) {
    throw signal.aborted ? signal.reason : networkFailure(error, url);
  } finally {
    signal.removeEventListener("abort", cancel);
    message.destroy();
  }
  // Deno and Bun end a cut body without an error.
  signal.throwIfAborted();
}

/** Calls `end` also where the generator is ended before it has begun, and so runs no `finally`. */
export function withReturn<T>(generator: AsyncGenerator<T>, end: () => void): AsyncGenerator<T> {
  const own = generator.return.bind(generator);
  generator.return = async (value) => {
    end();
    return await own(value);
  };
  return generator;
}

/** The whole of a small body; what exceeds `limitBytes` ends in `tooLarge()`. */
export async function readAll(
  body: AsyncGenerator<Uint8Array>,
  limitBytes: number,
  tooLarge: () => Error,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of body) {
    total += chunk.length;
    if (total > limitBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What comes after the first `count` bytes. */
export async function* skipBytes(chunks: AsyncIterable<Uint8Array>, count: number): AsyncGenerator<Uint8Array> {
  let skip = count;
  for await (const chunk of chunks) {
    const rest = skip > 0 ? chunk.subarray(Math.min(skip, chunk.length)) : chunk;
    skip -= chunk.length - rest.length;
    if (rest.length > 0) yield rest;
  }
}
