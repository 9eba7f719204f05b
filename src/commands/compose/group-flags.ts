import { NerdError, unknownName } from "../../errors.ts";
import type { GroupSyntax } from "../command-groups.ts";
import type { FlagTable } from "../define-command.ts";
import { asSyntax } from "./syntax-status.ts";

/** What every command of a project takes, before its name or behind it; `-f` and `-p` only before, where they mean nothing else. */
export const composeFlags = {
  file: { type: "list", value: "file", summary: "A compose file, over those before it; - is the standard input" },
  "project-name": {
    type: "string",
    value: "name",
    summary: "Name of the project; that of its directory where none is said",
  },
  profile: { type: "list", value: "profile", summary: "Also the services of this profile; * is all" },
  "env-file": { type: "list", value: "file", summary: "Read variables from this file instead of .env" },
  progress: {
    type: "string",
    choices: ["auto", "tty", "plain", "json", "quiet"],
    summary: "How progress is shown",
  },
  "project-directory": {
    type: "string",
    value: "directory",
    summary: "Where relative paths start; the first file's directory where none is said",
  },
  ansi: {
    type: "string",
    default: "auto",
    choices: ["never", "always", "auto"],
    summary: "Whether to write control characters",
  },
  compatibility: { type: "bool", summary: "Name containers with underscores, as Compose 1 did" },
  "dry-run": { type: "bool", summary: "Say what would be done, and do nothing" },
  parallel: { type: "number", default: -1, summary: "How much is done at once; -1 for no limit" },
} as const satisfies FlagTable;

/** Flags of nerdctl's or Docker's group that are not served. */
export const composeRefused = {
  "ipfs-address": "images come from registries and archives only",
} as const;

const shorts: Readonly<Record<string, string>> = { f: "file", p: "project-name" };

/** The same as they are written before a command's name, with their letters. */
const leadingFlags: FlagTable = {
  ...composeFlags,
  file: { ...composeFlags.file, short: "f" },
  "project-name": { ...composeFlags["project-name"], short: "p" },
};
const bools: readonly string[] = ["compatibility", "dry-run"];
const known: readonly string[] = [...Object.keys(composeFlags), ...Object.keys(composeRefused)];

/**
 * Puts the group's flags behind the command's name: `-f a.yml config -q` becomes `config --file=a.yml -q`, so that `-f` in `logs -f` stays
 * that command's own.
 */
export function hoistGroupFlags(words: readonly string[]): string[] {
  const flags: string[] = [];
  const rest = [...words];
  const value = (word: string): string => {
    const next = rest.shift();
    if (next === undefined) throw new NerdError("MISSING_ARGUMENT", `flag needs a value: ${word}`);
    return next;
  };
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--help" || word === "-h") return [word];
    if (!word.startsWith("-")) return [word, ...flags, ...rest];
    const [, short, attached = ""] = /^-([^-])(?:=?(.+))?$/s.exec(word) ?? [];
    if (short !== undefined) {
      const name = shorts[short];
      if (name === undefined) throw unknownName("UNKNOWN_FLAG", `-${short}`, ["-f", "-p"]);
      flags.push(`--${name}=${attached === "" ? value(word) : attached}`);
      continue;
    }
    const name = word.slice(2).split("=", 1)[0] ?? "";
    if (!known.includes(name))
      throw unknownName(
        "UNKNOWN_FLAG",
        `--${name}`,
        known.map((each) => `--${each}`),
      );
    flags.push(word.includes("=") || bools.includes(name) ? word : `${word}=${value(word)}`);
  }
  return flags;
}

export const composeSyntax: GroupSyntax = {
  flags: composeFlags,
  leadingFlags,
  hoistFlags: hoistGroupFlags,
  asMisread: asSyntax,
};
