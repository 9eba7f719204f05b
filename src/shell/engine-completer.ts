import { knownKinds, wantedAt } from "../commands/completion/candidates.ts";
import type { CommandSyntax } from "../commands/define-command.ts";
import type { KnownKind } from "../system/known-names.ts";
import { calledCommand, callOptions, lastName } from "./call-options.ts";
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
        return (await callOptions(place.call)).map(({ name, summary }) => ({
          text: name,
          ...(summary && { note: `(${summary})` }),
        }));
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
  if (option !== undefined) {
    const { flag } = (await callOptions(call)).find(({ name }) => name === option) ?? {};
    const choices = (flag?.choices ?? []).map((text) => ({ text }));
    return [...choices, ...(await namesOf(knownKinds(flag?.value ?? option)))];
  }
  if (takesImage.has(call)) return argument === 0 ? await namesOf(["image"]) : [];
  const called = Object.keys((await calledCommand(call))?.args ?? {})[argument] ?? lastName(call);
  return await namesOf(called === "reference" ? ["image"] : knownKinds(called));
}

/** Calls that no command is called like. */
const takesImage: ReadonlySet<string> = new Set(["service", "$.in"]);

/** `nginx:latest` is meant by `nginx`, too; a name with a digest by itself alone. */
export function imageWords(names: readonly string[]): string[] {
  const repository = (name: string) => (name.includes("@") ? name : name.replace(/:[^/:]*$/, ""));
  return [...new Set(names.flatMap((name) => [repository(name), name]))];
}
