import { isNerdError, withExitCode } from "../../errors.ts";

/** From docker compose's pkg/compose, "CommandSyntaxFailure". */
const syntaxFailure = 16;

/** A failure to read the words of a project's command, with docker compose's status for it. Arguments that are missing have 1 there, too. */
export function asSyntax(error: unknown): unknown {
  if (!isNerdError(error)) return error;
  const isSyntax = error.exitCode === 125 || error.code === "UNKNOWN_COMMAND";
  return isSyntax ? withExitCode(error, syntaxFailure) : error;
}
