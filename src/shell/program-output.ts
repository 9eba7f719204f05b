import { StringDecoder } from "node:string_decoder";
import { stripVTControlCharacters } from "node:util";

/** Who draws a line that is being typed, and knows how to write over it. */
export interface OpenPrompt {
  readonly isReading: boolean;
  printAbove(text: string): void;
}

export interface ProgramOutput {
  /** The terminal itself: what is written here goes there as it is. */
  readonly terminal: NodeJS.WriteStream;
  /** Told what the program writes while a line is typed, in place of the terminal. */
  prompt: OpenPrompt | undefined;
  /** The break that the last line written still lacks; it has one from then on. */
  lineBreak(): "" | "\n";
}

type Write = (...values: unknown[]) => boolean;

/** From here on what the program writes to its terminal, by timers and by whatever goes on in the background, leaves the line alone that is typed. */
export function programOutput(streams: {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}): ProgramOutput {
  let isLineOpen = false;
  const output: ProgramOutput = {
    terminal: directly(streams.stdout),
    prompt: undefined,
    lineBreak() {
      const text = isLineOpen ? "\n" : "";
      isLineOpen = false;
      return text;
    },
  };
  const wrote = (text: string) => {
    const seen = stripVTControlCharacters(text);
    if (seen !== "") isLineOpen = !/[\r\n]$/.test(seen);
  };
  for (const stream of [streams.stdout, streams.stderr]) {
    if (!stream.isTTY) continue;
    const write = stream.write.bind(stream) as Write; // One signature for its overloads.
    const decoder = new StringDecoder("utf8");
    stream.write = (...values: unknown[]) => {
      const [chunk, encoding] = values as [string | Uint8Array, BufferEncoding | undefined]; // As `write` takes them.
      const bytes =
        typeof chunk === "string"
          ? Buffer.from(chunk, typeof encoding === "string" ? encoding : "utf8")
          : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      const text = decoder.write(bytes);
      if (output.prompt?.isReading !== true) {
        wrote(text);
        return write(...values);
      }
      if (text !== "") output.prompt.printAbove(text);
      const done = values.findLast((value) => typeof value === "function") as (() => void) | undefined;
      if (done !== undefined) queueMicrotask(done);
      return true;
    };
  }
  return output;
}

/** The stream, whose `write` stays what it is now. */
function directly(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  const write = stream.write.bind(stream);
  return new Proxy(stream, {
    get(target, name) {
      if (name === "write") return write;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
