import { alignedRows } from "../commands/aligned-rows.ts";
import { commandsByGroup, groupSyntax, type ListedCommand } from "../commands/command-groups.ts";
import { commandHelp, flagRows } from "../commands/command-help.ts";
import { loadAllCommands, resolveCommand } from "../commands/table.ts";
import { globalSyntax } from "./global-flags.ts";

/**
 * What `--help` prints: of all commands where there are no words, of a group (`["image"]`), or of one command
 * (`["run"]`, `["image", "ls"]`). Throws UNKNOWN_COMMAND with the closest names.
 */
export async function helpText(words: readonly string[]): Promise<string> {
  const listed = await loadAllCommands();
  if (words.length === 0) return overview(listed);
  const resolved = resolveCommand(words);
  if (resolved.kind === "group") return groupHelp(resolved.group, listed);
  const { command, aliases } = listed.find((entry) => namesOf(entry).includes(resolved.name))!; // By resolveCommand.
  return commandHelp(command, aliases);
}

function overview(listed: readonly ListedCommand[]): string {
  const groups = commandsByGroup(listed).map(({ title, commands }) => {
    const rows = commands.map(({ command }) => [command.name, command.summary]);
    return [title, rows] as const;
  });
  // One width for all, so that the summaries stand under each other across groups.
  const width = Math.max(...groups.flatMap(([, rows]) => rows.map(([name = ""]) => name.length)));
  const blocks = groups.map(([title, rows]) => {
    const padded = rows.map(([name = "", summary = ""]) => [name.padEnd(width), summary]);
    return `${title}:\n${alignedRows(padded, 2)}`;
  });
  return [
    `Usage:  nerdsh [OPTIONS] COMMAND [ARG...]
        nerdsh [OPTIONS] RECIPE.nerd.ts [ARG...]
        nerdsh [OPTIONS] ci [TASK...]             the tasks of the project's ci.nerd.ts
        nerdsh [OPTIONS] --eval CODE [ARG...]
        nerdsh [OPTIONS]                          the interactive shell
`,
    `${globalSyntax.summary}\n`,
    ...blocks,
    `Options:\n${flagRows(globalSyntax.flags)}`,
    "nerdsh COMMAND --help tells more of a command.\n",
  ].join("\n");
}

function groupHelp(group: string, listed: readonly ListedCommand[]): string {
  const rows = listed.flatMap((entry) => {
    const name = namesOf(entry).find((candidate) => candidate.startsWith(`${group} `));
    return name === undefined ? [] : [[name.slice(group.length + 1), entry.command.summary]];
  });
  const flags = groupSyntax(group)?.leadingFlags;
  return [
    `Usage:  nerdsh ${group} ${flags ? "[OPTIONS] " : ""}COMMAND\n`,
    `Commands:\n${alignedRows(rows.sort(byFirst), 2)}`,
    ...(flags ? [`Options:\n${flagRows(flags)}`] : []),
    `nerdsh ${group} COMMAND --help tells more of a command.\n`,
  ].join("\n");
}

function namesOf({ command, aliases }: ListedCommand): string[] {
  return [command.name, ...aliases];
}

function byFirst([a = ""]: readonly string[], [b = ""]: readonly string[]): number {
  return a.localeCompare(b);
}
