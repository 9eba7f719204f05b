import { createInterface } from "node:readline";
import { NerdError } from "../errors.ts";
import { stdoutStream } from "../own-stdout.ts";
import type { Zx } from "./zx.ts";

/**
 * zx's `question`, whose readers can be left: with zx's, Ctrl-C and Ctrl-D close the line, and whoever awaits the answer waits for ever. Here
 * Ctrl-C is the signal that it is elsewhere, for all that runs, and the question fails with CANCELLED; so it does at the end of the input.
 */
export const question: Zx["question"] = async (query = "", { choices, input, output } = {}) => {
  const reader = createInterface({
    input: input ?? process.stdin,
    output: output ?? stdoutStream(),
    terminal: true,
    ...(Array.isArray(choices) && { completer: (line: string) => [matching(choices, line), line] }),
  });
  // In raw mode the terminal makes no signal of it.
  reader.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  const close = () => reader.close();
  // Where nobody else listens, the signal ends the process as usual.
  if (process.listenerCount("SIGINT") > 0) process.once("SIGINT", close);
  try {
    return await new Promise<string>((resolve, reject) => {
      reader.once("close", () => reject(new NerdError("CANCELLED", `nobody has answered: ${query.trim()}`)));
      reader.question(query, resolve);
    });
  } finally {
    process.off("SIGINT", close);
    reader.close();
  }
};

function matching(choices: readonly string[], line: string): readonly string[] {
  const found = choices.filter((choice) => choice.startsWith(line));
  return found.length > 0 ? found : choices;
}
