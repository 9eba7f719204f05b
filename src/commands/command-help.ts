import { alignedRows } from "./aligned-rows.ts";
import type { AnyCommand, FlagTable } from "./define-command.ts";
import { flagUsages, usageLine } from "./usage.ts";

/** All that `--help` says of one command, line breaks included. */
export function commandHelp(command: AnyCommand, aliases: readonly string[]): string {
  const { summary, flags, examples } = command;
  const names = [command.name, ...aliases].map((name) => `nerdsh ${name}`).join(", ");
  const parts = [
    `Usage:  nerdsh ${usageLine(command)}\n`,
    `${summary}\n`,
    aliases.length > 0 && `Aliases:\n  ${names}\n`,
    Object.keys(flags).length > 0 && `Options:\n${flagRows(flags)}`,
    examples.length > 0 && `Examples:\n${examples.map((example) => `  nerdsh ${example}\n`).join("")}`,
  ];
  return parts.filter(Boolean).join("\n");
}

/** The flags, one a line: short form, long form with its value, and what it is for. */
export function flagRows(flags: FlagTable): string {
  const rows = flagUsages(flags).map(({ short, long, value, text }) => {
    const name = short === "" ? `    ${long}` : `${short}, ${long}`;
    return [value === "" ? name : `${name} ${value}`, text];
  });
  return alignedRows(rows, 2);
}
