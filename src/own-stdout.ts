import { writeSync } from "node:fs";

type Stream = typeof process.stdout;

/** What an empty pipe takes at once (pipe(7), "Pipe capacity"): with more, who reads slowly would hold up all else. */
const pipeBytes = 65_536;

let stream: Stream | undefined;
const waiting = new Set<(stream: Stream) => void>();

/**
 * `process.stdout`. The stream is made when it is first asked for: with what it loads, that takes Bun a third of a short command, and all that most
 * have to say is one text, for which `writeOut` needs none.
 */
export function stdoutStream(): Stream {
  if (stream !== undefined) return stream;
  stream = process.stdout;
  for (const use of waiting) use(stream);
  waiting.clear();
  return stream;
}

/** Calls back once there is the stream, if ever, or now; the result stops that. */
export function whenStdoutIsMade(use: (stream: Stream) => void): () => void {
  if (stream === undefined) waiting.add(use);
  else use(stream);
  return () => void waiting.delete(use);
}

/** Writes a text behind all that was written before. Nobody reading it is no failure; others are thrown, or the stream's. */
export function writeOut(text: string): void {
  const bytes = Buffer.from(text);
  if (stream !== undefined || bytes.length > pipeBytes) {
    stdoutStream().write(bytes);
    return;
  }
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "EPIPE") return;
      if (code !== "EAGAIN") throw error;
      stdoutStream().write(bytes.subarray(at));
      return;
    }
  }
}
