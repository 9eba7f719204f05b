import type { AnyCommand } from "./define-command.ts";

export interface ListedCommand {
  readonly command: AnyCommand;
  readonly aliases: readonly string[];
}

/** What a group is about, in the order in which help and the reference show them. */
const titles = {
  container: "Containers",
  checkpoint: "Checkpoints",
  image: "Images",
  builder: "Builds",
  manifest: "Manifest lists",
  network: "Networks",
  volume: "Volumes",
  compose: "Projects of several services",
  cache: "Cache of tasks",
  engine: "Engine",
  namespace: "Namespaces",
  system: "System",
} as const;

export interface CommandGroup {
  /** The first word of its two-word names. */
  readonly name: string;
  readonly title: string;
  readonly commands: readonly ListedCommand[];
}

/** The commands by what they are about; those that belong to no group of names are the system's. */
export function commandsByGroup(listed: readonly ListedCommand[]): CommandGroup[] {
  const known: Readonly<Record<string, string>> = titles;
  const names = [...new Set([...Object.keys(titles), ...listed.map(groupOf)])];
  return names
    .map((name) => ({
      name,
      title: known[name] ?? name,
      commands: listed.filter((entry) => groupOf(entry) === name),
    }))
    .filter(({ commands }) => commands.length > 0);
}

function groupOf({ command, aliases }: ListedCommand): string {
  const pair = [command.name, ...aliases].find((name) => name.includes(" "));
  return pair?.split(" ")[0] ?? "system";
}
