import { alignedRows } from "./aligned-rows.ts";
import { groupSyntax } from "./command-groups.ts";
import type { AnyCommand, Flag, FlagTable } from "./define-command.ts";
import { flagUsages, usageLine } from "./usage.ts";

/** All that `--help` says of one command, line breaks included. */
export function commandHelp(command: AnyCommand, aliases: readonly string[]): string {
  const { summary, examples } = command;
  const names = [command.name, ...aliases].map((name) => `nerdsh ${name}`).join(", ");
  const parts = [
    `Usage:  nerdsh ${usageLine(command)}\n`,
    `${summary}\n`,
    aliases.length > 0 && `Aliases:\n  ${names}\n`,
    ...optionBlocks(command),
    examples.length > 0 && `Examples:\n${examples.map((example) => `  nerdsh ${example}\n`).join("")}`,
  ];
  return parts.filter(Boolean).join("\n");
}

/** A command's own flags, and behind them those that it has of its group. */
function optionBlocks({ name, flags }: AnyCommand): string[] {
  const [group] = name.split(" ");
  const shared: FlagTable = groupSyntax(group)?.flags ?? {};
  const isShared = ([name, flag]: [string, Flag]) => shared[name] === flag;
  const rows = Object.entries<Flag>(flags);
  const [own, ofGroup] = [rows.filter((row) => !isShared(row)), rows.filter(isShared)];
  return [
    own.length > 0 ? `Options:\n${flagRows(Object.fromEntries(own))}` : "",
    ofGroup.length > 0 ? `Options of all ${group} commands:\n${flagRows(Object.fromEntries(ofGroup))}` : "",
  ];
}

/** The flags, one a line: short form, long form with its value, and what it is for. */
export function flagRows(flags: FlagTable): string {
  const rows = flagUsages(flags).map(({ short, long, value, text }) => {
    const name = short === "" ? `    ${long}` : `${short}, ${long}`;
    return [value === "" ? name : `${name} ${value}`, text];
  });
  return alignedRows(rows, 2);
}
