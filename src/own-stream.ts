import { fstatSync, writeSync } from "node:fs";

/** What an empty pipe takes at once (pipe(7), "Pipe capacity"): with more, who reads slowly would hold up all else. */
const pipeBytes = 65_536;

/** `process.stdout` or `process.stderr`, made when it is first asked for. */
export interface OwnStream<Stream> {
  stream(): Stream;
  /** Calls back once there is the stream, if ever, or now; the result stops that. */
  whenMade(use: (stream: Stream) => void): () => void;
  /** Whether it is one for sure, or has to be asked: anything else than a device is none. */
  mayBeTerminal(): boolean;
  /** Writes a text behind all that was written before. Nobody reading it is no failure; others are thrown, or the stream's. */
  write(text: string): void;
}

/**
 * A stream takes Bun, with what it loads, a third of a short command to make, and Node a tenth, and all that most have to say are a few texts, for which `write` needs none.
 * Once it is made, everything goes by it: something may stand before its `write`.
 */
export function ownStream<Stream extends Pick<NodeJS.WriteStream, "write">>(
  descriptor: number,
  make: () => Stream,
): OwnStream<Stream> {
  let stream: Stream | undefined;
  const waiting = new Set<(stream: Stream) => void>();
  const made = (): Stream => {
    if (stream !== undefined) return stream;
    stream = make();
    for (const use of waiting) use(stream);
    waiting.clear();
    return stream;
  };
  return {
    stream: made,
    whenMade(use) {
      if (stream === undefined) waiting.add(use);
      else use(stream);
      return () => void waiting.delete(use);
    },
    mayBeTerminal() {
      try {
        return fstatSync(descriptor).isCharacterDevice();
      } catch {
        return true; // Closed: the stream knows what to do then.
      }
    },
    write(text) {
      const bytes = Buffer.from(text);
      const rest = stream === undefined && bytes.length <= pipeBytes ? unwritten(descriptor, bytes) : bytes;
      if (rest.length > 0) made().write(rest);
    },
  };
}

/** Writes at once, and gives what cannot be written now. */
function unwritten(descriptor: number, bytes: Buffer): Buffer {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "EPIPE") break;
      if (code !== "EAGAIN") throw error;
      return bytes.subarray(at);
    }
  }
  return bytes.subarray(bytes.length);
}
