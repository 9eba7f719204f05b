import { NerdError } from "../errors.ts";

/** How much of what a failed command wrote goes into its error. */
const shownBytes = 4_096;

export function commandFailure(who: string, { exitCode, stderr }: { exitCode: number; stderr: string }): NerdError {
  return new NerdError("COMMAND_FAILED", `${who} exited with status ${exitCode}`, {
    exitCode,
    stderr: stderr.slice(-shownBytes),
  });
}
