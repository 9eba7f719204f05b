import type { AnyCommand, Flag } from "../commands/define-command.ts";
import { camelCase } from "../commands/read-options.ts";
import { loadCommand, resolveCommand } from "../commands/table.ts";

/** The options of a call that are not simply the flags of the command that is called so. */
export interface ApiOptions {
  /** Whose flags are among them. */
  readonly command?: string;
  /** Flags that it does not take; `health*` are all that begin so. */
  readonly without: readonly string[];
  /** Its own, with a few words on each. */
  readonly own: Readonly<Record<string, string>>;
}

/** An option of a call of the API, as it is written in the call. */
export interface CallOption {
  readonly name: string;
  readonly summary: string;
  /** The flag that it is at the command line. */
  readonly flag?: Flag;
}

/** Its own options first, then the flags of its command; none for a call that nothing is known of. */
export async function callOptions(call: string): Promise<readonly CallOption[]> {
  const { apiOptions } = await import("./api-options.ts");
  const known = apiOptions[call] ?? apiOptions[lastName(call)];
  if (known === undefined) return flagsOf(await calledCommand(call));
  const flags = flagsOf(await calledCommand(known.command?.replace(" ", ".") ?? call));
  const own = Object.entries(known.own).map(([name, text]): CallOption => {
    const same = flags.find((option) => option.name === name);
    return { ...same, name, summary: text === "" ? (same?.summary ?? "") : text };
  });
  const isWithout = (name: string) =>
    name in known.own || known.without.some((each) => each === name || each === `${name.slice(0, each.length - 1)}*`);
  return known.command === undefined ? own : [...own, ...flags.filter(({ name }) => !isWithout(name))];
}

/** `network.create` → `network create`; `web.exec` → `exec` */
export async function calledCommand(call: string): Promise<AnyCommand | undefined> {
  return (await knownCommand(call.split("."))) ?? (await knownCommand([lastName(call)]));
}

export function lastName(call: string): string {
  return call.slice(call.lastIndexOf(".") + 1);
}

function flagsOf(command: AnyCommand | undefined): CallOption[] {
  const flags = Object.entries<Flag>(command?.flags ?? {});
  return flags.map(([name, flag]) => ({ name: camelCase(name), summary: flag.summary, flag }));
}

async function knownCommand(words: readonly string[]): Promise<AnyCommand | undefined> {
  try {
    const resolved = resolveCommand(words);
    return resolved.kind === "command" ? await loadCommand(resolved.name) : undefined;
  } catch {
    return undefined; // Not a command of ours; the user may know what it is.
  }
}
