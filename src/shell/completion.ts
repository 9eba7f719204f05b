/** Where in a line the cursor stands, for completion. `prefix` is what is typed already, from `start` on. */
export type CompletionPlace = { readonly prefix: string; readonly start: number } & (
  | { readonly kind: "name" }
  /** `web.` → object `web` */
  | { readonly kind: "property"; readonly object: string }
  /** `run("ng` → call `run`, argument 0 */
  | { readonly kind: "string"; readonly call: string; readonly argument: number }
  /** `run("nginx", { pub` → call `run` */
  | { readonly kind: "option"; readonly call: string }
  /** `stop we` → words `["stop"]` */
  | { readonly kind: "word"; readonly words: readonly string[] }
);

export interface Candidate {
  readonly text: string;
  /** A few words beside it. */
  readonly note?: string;
}

/** What only the front end knows: containers, images, tags, options, words of a command. */
export type Completer = (place: CompletionPlace, signal: AbortSignal) => Promise<readonly Candidate[]>;

const name = String.raw`[\p{L}_$][\p{L}\p{N}_$]*`;
const path = `${name}(?:\\??\\.${name})*`;
const property = new RegExp(`(${path})\\??\\.((?:${name})?)$`, "u");
const identifier = new RegExp(`(?:^|[^\\p{L}\\p{N}_$.'"])(${name})$`, "u");

/** What the text before the cursor asks for; undefined where there is nothing to offer. */
export function completionPlace(before: string, isCommand: (word: string) => boolean): CompletionPlace | undefined {
  const command = /^\s*([\w-]+)\s+(.*)$/s.exec(before);
  if (command !== null && isCommand(command[1]!) && !/^[=(.[`,;?:+*%&|]/.test(command[2]!) && !before.includes("\n")) {
    const words = before.trimStart().split(/\s+/);
    const prefix = words.at(-1)!;
    return { kind: "word", words: words.slice(0, -1), prefix, start: before.length - prefix.length };
  }
  const open = openCall(before);
  if (open?.string !== undefined) {
    return {
      kind: "string",
      call: open.name,
      argument: open.argument,
      prefix: open.string,
      start: before.length - open.string.length,
    };
  }
  const member = property.exec(before);
  if (member !== null) return { kind: "property", object: member[1]!, ...ending(before, member[2]!) };
  const word = identifier.exec(before)?.[1];
  const optionPrefix = /[{,]\s*([\w]*)$/.exec(before)?.[1];
  if (open?.isInObject && optionPrefix !== undefined)
    return { kind: "option", call: open.name, ...ending(before, optionPrefix) };
  return word === undefined ? undefined : { kind: "name", ...ending(before, word) };
}

function ending(before: string, prefix: string): { prefix: string; start: number } {
  return { prefix, start: before.length - prefix.length };
}

interface OpenCall {
  readonly name: string;
  readonly argument: number;
  /** What stands in a string that is still open. */
  readonly string: string | undefined;
  readonly isInObject: boolean;
}

/** The innermost call whose bracket is open at the end of the text. */
function openCall(before: string): OpenCall | undefined {
  const open: { bracket: string; at: number; commas: number }[] = [];
  let quote: { mark: string; at: number } | undefined;
  for (let at = 0; at < before.length; at++) {
    const character = before[at]!;
    if (quote !== undefined) {
      if (character === "\\") at++;
      else if (character === quote.mark) quote = undefined;
    } else if (/["'`]/.test(character)) quote = { mark: character, at };
    else if (/[([{]/.test(character)) open.push({ bracket: character, at, commas: 0 });
    else if (/[)\]}]/.test(character)) open.pop();
    else if (character === "," && open.length > 0) open.at(-1)!.commas++;
  }
  const call = open.findLast(({ bracket }) => bracket === "(");
  if (call === undefined) return undefined;
  const callee = new RegExp(`(${path})$`, "u").exec(before.slice(0, call.at))?.[1];
  if (callee === undefined) return undefined;
  const string = quote === undefined ? undefined : before.slice(quote.at + 1);
  return { name: callee, argument: call.commas, string, isInObject: open.at(-1)?.bracket === "{" };
}
