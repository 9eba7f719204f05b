import type { Readable, Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { NerdError } from "../errors.ts";
import type { Terminal } from "../stdio.ts";

export interface TerminalQuestion {
  readonly stdin: Readable;
  readonly stderr: Writable;
  readonly terminal: Terminal;
  readonly prompt: string;
  /** What is typed stays unseen. */
  readonly isHidden: boolean;
  readonly signal: AbortSignal;
}

/** What a person types after a prompt, up to Enter. What follows it stays in `stdin`. Throws CANCELLED at Ctrl-C, and at Ctrl-D on an empty line. */
export async function terminalLine({
  stdin,
  stderr,
  terminal,
  prompt,
  isHidden,
  signal,
}: TerminalQuestion): Promise<string> {
  signal.throwIfAborted();
  // The terminal would echo, and keep its own line, which a longer token does not fit in.
  terminal.setRaw(true);
  try {
    stderr.write(prompt);
    return await readLine({ stdin, signal, echo: (text) => void (isHidden || stderr.write(text)) });
  } finally {
    terminal.setRaw(false);
    stderr.write("\n");
  }
}

function readLine({
  stdin,
  signal,
  echo,
}: {
  readonly stdin: Readable;
  readonly signal: AbortSignal;
  readonly echo: (text: string) => void;
}): Promise<string> {
  const decoder = new StringDecoder("utf8");
  let line: string[] = [];
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      stdin.off("data", read).off("end", cancel).pause();
      signal.removeEventListener("abort", abort);
      finish();
    };
    const abort = () => settle(() => reject(signal.reason));
    const cancel = () => settle(() => reject(new NerdError("CANCELLED", "nothing was answered")));
    const read = (chunk: Buffer | string) => {
      const keys = [...(typeof chunk === "string" ? chunk : decoder.write(chunk))];
      for (const [index, key] of keys.entries()) {
        if (key === "\r" || key === "\n") {
          const rest = keys.slice(index + 1).join("");
          return settle(() => {
            if (rest !== "") stdin.unshift(Buffer.from(rest));
            resolve(line.join(""));
          });
        }
        if (key === "\x03" || (key === "\x04" && line.length === 0)) return cancel();
        if (key === "\x7f" || key === "\b") {
          if (line.pop() !== undefined) echo("\b \b");
        } else if (key === "\x15") {
          echo("\b \b".repeat(line.length));
          line = [];
        } else if (key >= " ") {
          line.push(key);
          echo(key);
        }
      }
    };
    signal.addEventListener("abort", abort, { once: true });
    stdin.on("data", read).on("end", cancel).resume();
  });
}
