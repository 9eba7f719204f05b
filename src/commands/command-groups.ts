import { composeSyntax } from "./compose/group-flags.ts";
import type { AnyCommand, FlagTable } from "./define-command.ts";

export interface ListedCommand {
  readonly command: AnyCommand;
  readonly aliases: readonly string[];
}

/** How words are read in a group that is more than the first word of its commands. */
export interface GroupSyntax {
  /** What every command of the group takes. */
  readonly flags: FlagTable;
  /** The same as they are written before a command's name. */
  readonly leadingFlags: FlagTable;
  /** Puts flags that stand before a command's name behind it. */
  hoistFlags(words: readonly string[]): string[];
  /** A failure to read the words, with the status that the group has for it. */
  asMisread(error: unknown): unknown;
}

interface GroupFacts {
  readonly title: string;
  readonly syntax?: GroupSyntax;
}

/** What a group is about, in the order in which help and the reference show them. */
const groups: ReadonlyMap<string, GroupFacts> = new Map<string, GroupFacts>([
  ["container", { title: "Containers" }],
  ["checkpoint", { title: "Checkpoints" }],
  ["image", { title: "Images" }],
  ["builder", { title: "Builds" }],
  ["manifest", { title: "Manifest lists" }],
  ["network", { title: "Networks" }],
  ["volume", { title: "Volumes" }],
  [
    "compose",
    {
      title: "Projects of several services",
      // Made for whoever asks for it: most commands are no members of the group.
      get syntax() {
        return composeSyntax;
      },
    },
  ],
  ["cache", { title: "Cache of tasks" }],
  ["engine", { title: "Engine" }],
  ["namespace", { title: "Namespaces" }],
  ["system", { title: "System" }],
]);

/** Undefined for a group, and for any other word, without a syntax of its own. */
export function groupSyntax(word: string | undefined): GroupSyntax | undefined {
  return word === undefined ? undefined : groups.get(word)?.syntax;
}

export interface CommandGroup {
  /** The first word of its two-word names. */
  readonly name: string;
  readonly title: string;
  readonly commands: readonly ListedCommand[];
}

/** The commands by what they are about; those that belong to no group of names are the system's. */
export function commandsByGroup(listed: readonly ListedCommand[]): CommandGroup[] {
  const names = [...new Set([...groups.keys(), ...listed.map(groupOf)])];
  return names
    .map((name) => ({
      name,
      title: groups.get(name)?.title ?? name,
      commands: listed.filter((entry) => groupOf(entry) === name),
    }))
    .filter(({ commands }) => commands.length > 0);
}

function groupOf({ command, aliases }: ListedCommand): string {
  const pair = [command.name, ...aliases].find((name) => name.includes(" "));
  return pair?.split(" ")[0] ?? "system";
}
