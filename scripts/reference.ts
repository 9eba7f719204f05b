import { globalSyntax } from "../src/cli/global-flags.ts";
import { type CommandGroup, commandsByGroup, type ListedCommand } from "../src/commands/command-groups.ts";
import type { FlagTable } from "../src/commands/define-command.ts";
import { loadAllCommands } from "../src/commands/table.ts";
import { flagUsages, usageLine } from "../src/commands/usage.ts";

/** The pages of `docs/reference/` by file name, made from the command table. */
export async function referencePages(): Promise<Map<string, string>> {
  const groups = commandsByGroup(await loadAllCommands());
  const pages = groups.map((group): [string, string] => [`${group.name}.md`, groupPage(group)]);
  return new Map([["README.md", overviewPage(groups)], ...pages]);
}

const madeFrom = "<!-- Made from the command table by npm run docs. -->\n";

function overviewPage(groups: readonly CommandGroup[]): string {
  const sections = groups.map(({ name, title, commands }) => {
    const rows = commands.map(({ command }) => [link(command.name, name), command.summary]);
    return `## ${title}\n${table(["command", "what it does"], rows)}`;
  });
  return [
    madeFrom,
    "# Commands\n",
    ...sections,
    `## Global flags\nThey stand before the command: \`nerdsh --namespace k8s.io ps\`.\n\n${flagTable(globalSyntax.flags)}`,
  ].join("\n");
}

function groupPage({ title, commands }: CommandGroup): string {
  return [madeFrom, `# ${title}\n`, ...commands.map(commandSection)].join("\n");
}

function commandSection({ command, aliases }: ListedCommand): string {
  const { name, summary, flags, examples } = command;
  const also = aliases.map((alias) => `\`${alias}\``).join(", ");
  const parts = [
    `## ${name}\n${summary}.${also === "" ? "" : ` Also called ${also}.`}\n`,
    `\`\`\`sh\nnerdsh ${usageLine(command)}\n\`\`\`\n`,
    Object.keys(flags).length > 0 && flagTable(flags),
    examples.length > 0 && `\`\`\`sh\n${examples.map((example) => `nerdsh ${example}\n`).join("")}\`\`\`\n`,
  ];
  return parts.filter(Boolean).join("\n");
}

function flagTable(flags: FlagTable): string {
  const rows = flagUsages(flags).map(({ short, long, value, text }) => {
    const name = [short, long].filter(Boolean).map((form) => `\`${form}\``);
    return [name.join(", "), value, text];
  });
  return table(["flag", "value", "what it does"], rows);
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
  return [line(headings), line(headings.map(() => "---")), ...rows.map(line)].join("");
}

function link(command: string, group: string): string {
  return `[\`${command}\`](${group}.md#${command.replaceAll(" ", "-")})`;
}
