import type { KnownKind } from "../../system/known-names.ts";
import type { CommandSyntax } from "../define-command.ts";
import { commandGroups, commandNames, loadCommand } from "../table.ts";
import { flagUsages } from "../usage.ts";
import { wordPlace } from "./word-place.ts";

export interface Candidate {
  readonly word: string;
  /** What it is, in a few words. */
  readonly note?: string;
}

/** What may stand at a place: words, or the names of things that only the engine knows. */
export interface Wanted {
  readonly candidates: readonly Candidate[];
  readonly names: readonly KnownKind[];
  /** Stands before each of the names in the same word. */
  readonly prefix: string;
}

const nothing: Wanted = { candidates: [], names: [], prefix: "" };

/** What fits in the place of the last word, of global flags and a command. Pure but for loading the command. */
export async function wantedAt(globals: CommandSyntax, words: readonly string[]): Promise<Wanted> {
  const place = wordPlace(globals, words);
  if (place.kind !== "argument") return wantedBySyntax(globals, words);
  const [first = "", second] = place.args;
  if (second === undefined) return offering(topLevelNames());
  const members = commandNames().filter((name) => name.startsWith(`${first} `));
  if (members.length > 0 && place.args.length === 2) return offering(members.map((name) => name.split(" ")[1]!));
  const pair = `${first} ${second}`;
  const [name, rest] = members.includes(pair) ? [pair, place.args.slice(2)] : [first, place.args.slice(1)];
  if (!commandNames().includes(name)) return nothing;
  return wantedBySyntax(await loadCommand(name), rest);
}

function wantedBySyntax(syntax: CommandSyntax, words: readonly string[]): Wanted {
  const place = wordPlace(syntax, words);
  if (place.kind === "flag") {
    const known = flagUsages(syntax.flags).map(({ long, text }) => ({ word: long, note: text }));
    return { ...nothing, candidates: [...known, { word: "--help", note: "Show what the command does" }] };
  }
  if (place.kind === "value") {
    const { flag, prefix } = place;
    const choices = (flag.choices ?? []).map((choice) => ({ word: prefix + choice }));
    return { candidates: choices, names: knownKinds(flag.value ?? ""), prefix };
  }
  const names = Object.keys(syntax.args);
  const argument = names[Math.min(place.args.length, names.length) - 1] ?? "";
  if (argument === "shell") return offering(["bash", "zsh", "fish"]);
  return { ...nothing, names: knownKinds(argument) };
}

/** By what a flag's value or an argument is called in its command's declaration. */
export function knownKinds(name: string): readonly KnownKind[] {
  const kinds: Readonly<Record<string, readonly KnownKind[]>> = {
    container: ["container"],
    image: ["image"],
    name: ["container", "image"],
    namespace: ["namespace"],
    network: ["network"],
    volume: ["volume"],
  };
  return kinds[name.replace(/s$/, "")] ?? [];
}

function offering(words: readonly string[]): Wanted {
  return { ...nothing, candidates: words.map((word) => ({ word })) };
}

function topLevelNames(): string[] {
  const single = commandNames().filter((name) => !name.includes(" "));
  return [...new Set([...single, ...commandGroups()])].sort();
}
