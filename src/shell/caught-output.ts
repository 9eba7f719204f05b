import { StringDecoder } from "node:string_decoder";

export type TakeOutput = (stream: "stdout" | "stderr", text: string) => void;

/**
 * From here on what the program writes is handed to `take`, and so are characters only when they are whole. Gives what still writes to
 * the real stdout.
 */
export function catchOutput(
  streams: { readonly stdout: NodeJS.WriteStream; readonly stderr: NodeJS.WriteStream },
  take: TakeOutput,
): (text: string) => void {
  const { stdout, stderr } = streams;
  const write = stdout.write.bind(stdout) as (text: string) => boolean; // One signature for its overloads.
  for (const [name, stream] of [["stdout", stdout] as const, ["stderr", stderr] as const]) {
    const decoder = new StringDecoder("utf8");
    stream.write = (...values: unknown[]) => {
      const [chunk, encoding] = values as [string | Uint8Array, BufferEncoding | undefined]; // As `write` takes them.
      const bytes =
        typeof chunk === "string" ? Buffer.from(chunk, typeof encoding === "string" ? encoding : "utf8") : chunk;
      const text = decoder.write(Buffer.from(bytes));
      if (text !== "") take(name, text);
      const done = values.findLast((value) => typeof value === "function") as (() => void) | undefined;
      if (done !== undefined) queueMicrotask(done);
      return true;
    };
  }
  return (text) => void write(text);
}
