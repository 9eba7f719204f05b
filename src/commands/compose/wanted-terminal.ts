import type { Stdio } from "../../stdio.ts";

/** Whether a command in a container gets a terminal without being asked: where the caller has one at both ends, and nobody forbids it. */
export function wantsTerminal(stdio: Stdio | undefined, { tty, noTTY }: { tty: boolean; noTTY: boolean }): boolean {
  if (stdio?.terminal === undefined || !tty || noTTY) return false;
  return "isTTY" in stdio.stdout && stdio.stdout.isTTY === true;
}
