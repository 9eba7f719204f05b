import { NerdError, unknownName } from "../errors.ts";
import { closest } from "../suggest.ts";
import { parseSource } from "./source-tree.ts";

interface Nearby {
  readonly commands: Iterable<string>;
  /** Whether the host's shell would find a program of this name. */
  isProgram(name: string): boolean;
}

/**
 * What a line that failed as a program was probably meant as, where its first word is nearly a command's and the others could be its words:
 * `psa`, `rnu -it alpine sh`. Undefined where the program is to blame.
 */
export function nearCommand(line: string, error: unknown, { commands, isProgram }: Nearby): NerdError | undefined {
  const text = line.trim();
  const word = /^([a-z][a-z0-9-]*)(\s+[^\s=(){};]+)*$/.exec(text)?.[1];
  if (word === undefined || text.includes("\n")) return undefined;
  if (parseSource(line).ok && !isUnknown(word, error)) return undefined;
  const here = commandHere(text, commands);
  if (isProgram(word)) {
    const hint = here === undefined ? `!${text} runs it` : `${here}, or !${text} for that of the host`;
    return new NerdError("UNKNOWN_COMMAND", `${word} is a program of this host`, { hint });
  }
  if (here !== undefined) return new NerdError("UNKNOWN_COMMAND", `unknown command: ${word}`, { hint: here });
  const found = unknownName("UNKNOWN_COMMAND", word, commands);
  return found.hint === undefined ? undefined : found;
}

/** How a line that is typed as for Docker is written here: without its first word. */
function commandHere(text: string, commands: Iterable<string>): string | undefined {
  const rest = /^(?:docker|nerdctl|podman)\s+(.*)$/.exec(text)?.[1];
  return rest !== undefined && [...commands].includes(rest.split(/\s/)[0]!) ? `write ${rest}` : undefined;
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
