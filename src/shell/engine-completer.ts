import { knownKinds, wantedAt } from "../commands/completion/candidates.ts";
import type { AnyCommand, CommandSyntax, Flag } from "../commands/define-command.ts";
import { camelCase } from "../commands/read-options.ts";
import { loadCommand, resolveCommand } from "../commands/table.ts";
import type { KnownKind } from "../system/known-names.ts";
import type { Candidate, Completer, CompletionPlace } from "./completion.ts";

/** What the engine has of a kind, asked for anew at each key; nothing where no engine runs. */
export type EngineNames = (kind: KnownKind, signal: AbortSignal) => Promise<readonly Candidate[]>;

/** Completes calls of the API, and command lines, from the command table and from what the engine has. */
export function engineCompleter(names: EngineNames): Completer {
  const namesOf = async (kinds: readonly KnownKind[], signal: AbortSignal) =>
    (await Promise.all(kinds.map((kind) => names(kind, signal)))).flat();
  return async (place, signal) => {
    switch (place.kind) {
      case "string":
        return await completeString(place, (kinds) => namesOf(kinds, signal));
      case "option":
        return ownOptions[place.call] ?? flagsOf(await calledCommand(place.call));
      case "word": {
        const { candidates, names: kinds, prefix } = await wantedAt(noGlobalFlags, [...place.words, place.prefix]);
        const known = (await namesOf(kinds, signal)).map(({ text, ...rest }) => ({ text: prefix + text, ...rest }));
        return [...candidates.map(({ word, note }) => ({ text: word, ...(note && { note: `(${note})` }) })), ...known];
      }
      default:
        return [];
    }
  };
}

/** Of verbs whose options are not the flags of the command that is called so: they give objects, which take no format. */
const ownOptions: Readonly<Record<string, readonly Candidate[]>> = {
  containers: [
    { text: "all", note: "(Those that do not run, too)" },
    { text: "filter", note: '({ status: "running", label: { app: "web" } })' },
    { text: "signal" },
  ],
  images: [{ text: "filter", note: '({ reference: "team/*", dangling: false })' }, { text: "signal" }],
};

/** A bare line has none: those of the prompt hold for it. */
const noGlobalFlags: CommandSyntax = {
  name: "",
  summary: "",
  args: { command: "rest" },
  flags: {},
  interspersed: false,
};

/** `run("ng`, `run("nginx", { network: "fr`, `container("we` */
async function completeString(
  { call, argument, option }: CompletionPlace & { readonly kind: "string" },
  namesOf: (kinds: readonly KnownKind[]) => Promise<readonly Candidate[]>,
): Promise<readonly Candidate[]> {
  const command = await calledCommand(call);
  if (option !== undefined) {
    const flags = Object.entries<Flag>(command?.flags ?? {});
    const [name, flag] = flags.find(([name]) => camelCase(name) === option) ?? [];
    const choices = (flag?.choices ?? []).map((text) => ({ text }));
    return [...choices, ...(await namesOf(knownKinds(flag?.value ?? name ?? "")))];
  }
  const called = Object.keys(command?.args ?? {})[argument] ?? lastName(call);
  return await namesOf(called === "reference" ? ["image"] : knownKinds(called));
}

/** `nginx:latest` is meant by `nginx`, too; a name with a digest by itself alone. */
export function imageWords(names: readonly string[]): string[] {
  const repository = (name: string) => (name.includes("@") ? name : name.replace(/:[^/:]*$/, ""));
  return [...new Set(names.flatMap((name) => [repository(name), name]))];
}

function flagsOf(command: AnyCommand | undefined): Candidate[] {
  const flags = Object.entries<Flag>(command?.flags ?? {});
  return flags.map(([name, { summary }]) => ({ text: camelCase(name), note: `(${summary})` }));
}

/** `network.create` → `network create`; `web.exec` → `exec` */
async function calledCommand(call: string): Promise<AnyCommand | undefined> {
  return (await knownCommand(call.split("."))) ?? (await knownCommand([lastName(call)]));
}

async function knownCommand(words: readonly string[]): Promise<AnyCommand | undefined> {
  try {
    const resolved = resolveCommand(words);
    return resolved.kind === "command" ? await loadCommand(resolved.name) : undefined;
  } catch {
    return undefined; // Not a command of ours; the user may know what it is.
  }
}

function lastName(call: string): string {
  return call.slice(call.lastIndexOf(".") + 1);
}
