import { NerdError } from "../../../errors.ts";
import type { LogOpts, LogSubject } from "./driver.ts";

/** The options by which a driver is told of labels and variables. */
export const attributeOptions = ["labels", "labels-regex", "env", "env-regex"] as const;

export function checkAttributes(options: LogOpts): void {
  for (const key of ["labels-regex", "env-regex"]) pattern(key, options[key]);
}

/** The labels and variables that `labels`, `env` and their patterns choose, in that order; a variable hides a label. */
export function attributesOf(options: LogOpts, { labels, env }: LogSubject): Record<string, string> {
  const variables = env.map((entry) => entry.split(/=(.*)/s, 2) as [string, string?]);
  return {
    ...chosen(Object.entries(labels), options["labels"], pattern("labels-regex", options["labels-regex"])),
    ...chosen(variables, options["env"], pattern("env-regex", options["env-regex"])),
  };
}

function chosen(
  all: readonly (readonly [string, string?])[],
  names = "",
  matches: RegExp | undefined,
): Record<string, string> {
  const wanted = new Set(names.split(","));
  const found = all.filter(([name]) => wanted.has(name) || matches?.test(name));
  return Object.fromEntries(found.map(([name, value = ""]) => [name, value]));
}

function pattern(key: string, text: string | undefined): RegExp | undefined {
  if (text === undefined || text === "") return undefined;
  try {
    return new RegExp(text, "u");
  } catch (cause) {
    throw new NerdError("INVALID_VALUE", `invalid log opt ${key}: not a regular expression: ${text}`, { cause });
  }
}
