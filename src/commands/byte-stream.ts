import { NerdError } from "../errors.ts";
import type { Stdio } from "../stdio.ts";

/** The caller's stdout for bytes that are not for reading; throws MISSING_ARGUMENT where there is none, or a terminal. */
export function byteStream(stdio: Stdio | undefined): Stdio["stdout"] {
  // A terminal's stream says so; Writable knows nothing of it.
  const isTerminal = stdio !== undefined && (stdio.stdout as { readonly isTTY?: boolean }).isTTY === true;
  if (stdio !== undefined && !isTerminal) return stdio.stdout;
  throw new NerdError("MISSING_ARGUMENT", "cowardly refusing to save to a terminal", {
    hint: "use the -o flag, or redirect",
    exitCode: 1,
  });
}
