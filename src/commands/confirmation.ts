import { createInterface } from "node:readline";
import type { Context } from "../context.ts";

/** Docker's question before much is removed, on the caller's streams; yes where there are none, since then nobody can answer. */
export async function isConfirmed(
  { stdio, signal }: Pick<Context, "stdio" | "signal">,
  warning: string,
): Promise<boolean> {
  if (stdio === undefined) return true;
  stdio.stdout.write(`WARNING! ${warning}\nAre you sure you want to continue? [y/N] `);
  const lines = createInterface({ input: stdio.stdin, signal });
  try {
    for await (const line of lines) return /^y(es)?$/i.test(line.trim());
    signal.throwIfAborted(); // Which ends the lines, too.
    return false;
  } finally {
    lines.close();
  }
}
