import { Console } from "node:console";
import { knowsSecrets, streamMasker } from "../secrets/known-secrets.ts";

export interface OwnStreams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Where it writes to the streams by itself, as Bun's and Deno's do. */
  readonly console?: Console | undefined;
  /** Calls back when nothing more can be written later. */
  onEnd(act: () => void): void;
}

type Write = (...values: unknown[]) => boolean;

/** Hides the secrets that this process knows in all that its program writes, for the rest of its life. */
export function maskStreams({ stdout, stderr, console, onEnd }: OwnStreams): void {
  for (const stream of [stdout, stderr]) maskStream(stream, onEnd);
  if (console !== undefined) maskConsole(console, { stdout, stderr });
}

function maskStream(stream: NodeJS.WriteStream, onEnd: OwnStreams["onEnd"]): void {
  const write = stream.write.bind(stream) as Write; // One signature for its overloads.
  const masker = streamMasker();
  stream.write = (...values: unknown[]) => {
    if (!knowsSecrets()) return write(...values);
    const [chunk, encoding] = values as [string | Uint8Array, BufferEncoding | undefined]; // As `write` takes them.
    const bytes =
      typeof chunk === "string" ? Buffer.from(chunk, typeof encoding === "string" ? encoding : "utf8") : chunk;
    const shown = masker.write(bytes);
    const done = values.findLast((value) => typeof value === "function") as (() => void) | undefined;
    if (shown.length > 0) return done === undefined ? write(shown) : write(shown, done);
    if (done !== undefined) queueMicrotask(done);
    return true;
  };
  onEnd(() => {
    const rest = masker.end();
    if (rest.length > 0) write(rest);
  });
}

/** Once there are secrets, Node's console writes instead, through the masked streams. */
function maskConsole(own: Console, streams: Pick<OwnStreams, "stdout" | "stderr">): void {
  const target = own as unknown as Record<string, unknown>; // Any of its methods.
  let through: Record<string, unknown> | undefined;
  for (const name of Object.keys(target)) {
    if (name === "Console") continue; // A class, which Bun loads when it is looked at.
    const original = target[name];
    if (typeof original !== "function") continue;
    target[name] = (...values: unknown[]) => {
      if (!knowsSecrets()) return original.apply(own, values);
      through ??= maskedConsole(streams);
      const method = through[name];
      return (typeof method === "function" ? method : original).apply(own, values);
    };
  }
}

/** With Bun's `console.write`, which gives how many bytes it has written. */
function maskedConsole({ stdout, stderr }: Pick<OwnStreams, "stdout" | "stderr">): Record<string, unknown> {
  const write = (...values: readonly (string | Uint8Array)[]) => {
    const bytes = Buffer.concat(values.map((value) => Buffer.from(value as string))); // Buffer.from takes both.
    stdout.write(bytes);
    return bytes.length;
  };
  return { ...new Console({ stdout, stderr }), write };
}
