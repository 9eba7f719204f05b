import type { CommandSyntax, Flag } from "../define-command.ts";

/** What the last of a command line's words is about to be. */
export type WordPlace =
  /** Begins with a dash. */
  | { readonly kind: "flag" }
  /** `prefix` is what stands before the value in the same word: `--network=`. */
  | { readonly kind: "value"; readonly flag: Flag; readonly prefix: string }
  /** The arguments so far; the last is the word itself. */
  | { readonly kind: "argument"; readonly args: readonly string[] };

/** Reads as `scanArgv` does, but forgives: what is typed is not finished, and may be wrong. `words` has one at least. */
export function wordPlace({ flags, interspersed }: CommandSyntax, words: readonly string[]): WordPlace {
  const args: string[] = [];
  let readsFlags = true;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const isLast = at === words.length - 1;
    if (!readsFlags || !word.startsWith("-")) {
      args.push(word);
      readsFlags &&= interspersed;
      continue;
    }
    if (word === "--" && !isLast) {
      readsFlags = false;
      continue;
    }
    const [name = "", ...value] = word.split("=");
    const flag = flagWithValue(flags, name);
    if (isLast) return flag && value.length > 0 ? { kind: "value", flag, prefix: `${name}=` } : { kind: "flag" };
    if (flag === undefined || value.length > 0) continue;
    at++;
    if (at === words.length - 1) return { kind: "value", flag, prefix: "" };
  }
  return { kind: "argument", args };
}

/** The flag whose value follows `--name`, or the letters of `-itu`; undefined where none does. */
function flagWithValue(flags: CommandSyntax["flags"], name: string): Flag | undefined {
  if (name.startsWith("--")) {
    const flag = Object.hasOwn(flags, name.slice(2)) ? flags[name.slice(2)] : undefined;
    return flag?.type === "bool" ? undefined : flag;
  }
  const letters = [...name.slice(1)];
  const found = letters.map((letter) => Object.values(flags).find(({ short }) => short === letter));
  const at = found.findIndex((flag) => flag !== undefined && flag.type !== "bool");
  return at === letters.length - 1 ? found[at] : undefined;
}
