import { programDirectory } from "../deputy/ask.ts";
import { installProgram } from "../embedded-program.ts";

type CommandLine = [file: string, args: string[]];

/** What is started for an end of a FIFO: from stdin, or to stdout. */
export interface FifoEnd {
  readonly reader: (path: string) => CommandLine;
  readonly writer: (path: string) => CommandLine;
}

/** Where ours is not compiled for the processor, or cannot be put. They wait at a FIFO whose other side is silent also when nobody is left to whom it would matter. */
const withoutOurs: FifoEnd = {
  reader: (path) => ["cat", [path]],
  writer: (path) => ["sh", ["-c", 'exec cat >"$1"', "sh", path]],
};

/** native/fifo-end, which ends with this process, however that ends. */
export async function fifoEnd(): Promise<FifoEnd> {
  const { arch } = process;
  const directory = programDirectory();
  if (directory === undefined || (arch !== "x64" && arch !== "arm64")) return withoutOurs;
  const { embeddedFifoEnds } = await import("./embedded-fifo-ends.ts");
  try {
    const program = await installProgram(directory, "fifo-end", embeddedFifoEnds[arch]);
    return { reader: (path) => [program, ["read", path]], writer: (path) => [program, ["write", path]] };
  } catch {
    return withoutOurs; // A full disk, a missing right.
  }
}
