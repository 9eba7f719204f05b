import type { ArgTable, CommandSyntax, Flag } from "./define-command.ts";

/** `run [OPTIONS] IMAGE [COMMAND...]`: a command's words in Docker's notation. */
export function usageLine({ name, args, flags }: CommandSyntax): string {
  const options = Object.keys(flags).length > 0 ? ["[OPTIONS]"] : [];
  return [name, ...options, ...Object.entries(args).map(([arg, kind]) => argumentText(arg, kind))].join(" ");
}

function argumentText(name: string, kind: ArgTable[string]): string {
  const word = name.replace(/s$/, "").toUpperCase();
  switch (kind) {
    case "required":
      return word;
    case "optional":
      return `[${word}]`;
    case "rest":
      return `[${word}...]`;
    case "some":
      return `${word} [${word}...]`;
  }
}

/** What help and the reference tell of a flag. */
export interface FlagUsage {
  /** `-p`, or empty. */
  readonly short: string;
  readonly long: string;
  /** What kind of value follows; empty where none does. */
  readonly value: string;
  /** Its summary, with the choices and the default. */
  readonly text: string;
}

const valueNames: Readonly<Record<Flag["type"], string>> = {
  bool: "",
  number: "number",
  string: "string",
  bytes: "bytes",
  limit: "bytes",
  duration: "duration",
  list: "list",
  filters: "list",
  pairs: "key=value",
};

export function flagUsages(flags: CommandSyntax["flags"]): FlagUsage[] {
  return Object.entries(flags).map(([name, flag]) => ({
    short: flag.short === undefined ? "" : `-${flag.short}`,
    long: `--${name}`,
    value: flag.type === "bool" ? "" : (flag.value ?? valueNames[flag.type]),
    text: `${flag.summary}${choicesText(flag)}${defaultText(flag)}`,
  }));
}

function choicesText({ choices }: Flag): string {
  return choices === undefined ? "" : `: ${choices.join(", ")}`;
}

/** As Docker writes it; a default that only stands for nothing is not worth a word. */
function defaultText({ default: value }: Flag): string {
  if (value === undefined || value === false || value === -1) return "";
  return ` (default ${JSON.stringify(value)})`;
}
