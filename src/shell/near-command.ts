import { type NerdError, unknownName } from "../errors.ts";
import { closest } from "../suggest.ts";
import { parseSource } from "./source-tree.ts";

/**
 * What a line that failed as a program was probably meant as, where its first word is nearly a command's and the others could be its words:
 * `psa`, `rnu -it alpine sh`. Undefined where the program is to blame.
 */
export function nearCommand(line: string, error: unknown, commands: Iterable<string>): NerdError | undefined {
  const word = /^([a-z][a-z-]*)(\s+[^\s=(){};]+)*$/.exec(line.trim())?.[1];
  if (word === undefined || line.trim().includes("\n")) return undefined;
  if (parseSource(line).ok && !isUnknown(word, error)) return undefined;
  const found = unknownName("UNKNOWN_COMMAND", word, commands);
  return found.hint === undefined ? undefined : found;
}

/** The same failure with the names that were probably meant, where the line calls something that nothing is called: `pul("nginx")`. */
export function nearName(code: string, error: unknown, names: Iterable<string>): ReferenceError | undefined {
  const word = code.match(/[\w$]+/g)?.find((each) => isUnknown(each, error) && !/^(is|not|defined)$/.test(each));
  const [name] = word === undefined ? [] : closest(word, names);
  return name === undefined ? undefined : new ReferenceError(`${word} is not defined; did you mean ${name}?`);
}

/** Engines differ in their words: `psa is not defined`, `Can't find variable: psa`. */
function isUnknown(word: string, error: unknown): boolean {
  return error instanceof Error && error.name === "ReferenceError" && error.message.split(/\W+/).includes(word);
}
