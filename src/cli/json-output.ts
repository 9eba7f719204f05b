import type { AnyCommand, FlagTable } from "../commands/define-command.ts";
import type { ScannedArgv } from "../commands/parse-argv.ts";
import { NerdError } from "../errors.ts";

type Given = ScannedArgv["given"];

/**
 * What `nerdsh --json ps` gives the command besides: `--format json`, or its own `--json`. A format that was asked for stays. Throws UNKNOWN_FLAG
 * for a command whose output has no such form.
 */
export function withJson(command: AnyCommand, given: Given): Given {
  const { json, format }: FlagTable = command.flags;
  if (json?.type === "bool") return new Map([["json", ["true"]], ...given]);
  if (format?.type === "string" && (format.choices === undefined || format.choices.includes("json"))) {
    return new Map([["format", ["json"]], ...given]);
  }
  throw new NerdError("UNKNOWN_FLAG", `${command.name} has no output as JSON: --json`, {
    hint: "nerdsh --progress json shows as JSON how far a command is",
  });
}

export function refuseJsonOfRecipe(): never {
  throw new NerdError("UNKNOWN_FLAG", "a recipe writes what it likes: --json", {
    hint: "tasks are reported as JSON with --reporter json, behind the recipe",
  });
}
