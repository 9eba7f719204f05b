/** Where in a line the cursor stands, for completion. `prefix` is what is typed already, from `start` on. */
export type CompletionPlace = { readonly prefix: string; readonly start: number } & (
  | { readonly kind: "name" }
  /** `web.` → object `web` */
  | { readonly kind: "property"; readonly object: string }
  /** `run("ng` → call `run`, argument 0; `run("nginx", { network: "fr` → option `network` of it, too */
  | { readonly kind: "string"; readonly call: string; readonly argument: number; readonly option?: string }
  /** `run("nginx", { pub` → call `run` */
  | { readonly kind: "option"; readonly call: string }
  /** `stop we` → words `["stop"]` */
  | { readonly kind: "word"; readonly words: readonly string[] }
  /** `.lo`: the prompt's own commands */
  | { readonly kind: "meta" }
  /** `"./sr`, `.load fi`, `cd sr` */
  | { readonly kind: "path" }
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
  const meta = /^\.[a-z]*$/.exec(before);
  if (meta !== null) return { kind: "meta", ...ending(before, before.slice(1)) };
  const file = /^(?:\.(?:load|save)\s+|cd\s+|!.*\s)([^\s("'`=]*)$/.exec(before);
  if (file !== null) return { kind: "path", ...ending(before, file[1]!) };
  const command = /^\s*([\w-]+)\s+(.*)$/s.exec(before);
  if (
    command !== null &&
    isCommand(command[1]!) &&
    !/^([=([`,;?:+*%&|]|\.(?!\.?\/))/.test(command[2]!) &&
    !before.includes("\n")
  ) {
    const words = before.trimStart().split(/\s+/);
    const prefix = words.at(-1)!;
    if (/^\.{0,2}\//.test(prefix)) return { kind: "path", ...ending(before, prefix) };
    return { kind: "word", words: words.slice(0, -1), prefix, start: before.length - prefix.length };
  }
  const { call, string } = openPlaces(before);
  if (string !== undefined) {
    if (/^\.{0,2}\//.test(string)) return { kind: "path", ...ending(before, string) };
    if (call === undefined) return undefined;
    const { name, argument, option } = call;
    return { kind: "string", call: name, argument, ...(option && { option }), ...ending(before, string) };
  }
  const member = property.exec(before);
  if (member !== null) return { kind: "property", object: member[1]!, ...ending(before, member[2]!) };
  const word = identifier.exec(before)?.[1];
  const optionPrefix = /[{,]\s*([\w]*)$/.exec(before)?.[1];
  if (call?.isInObject && optionPrefix !== undefined)
    return { kind: "option", call: call.name, ...ending(before, optionPrefix) };
  return word === undefined ? undefined : { kind: "name", ...ending(before, word) };
}

function ending(before: string, prefix: string): { prefix: string; start: number } {
  return { prefix, start: before.length - prefix.length };
}

interface OpenCall {
  readonly name: string;
  readonly argument: number;
  readonly isInObject: boolean;
  /** The key whose value stands at the end. */
  readonly option: string | undefined;
}

interface OpenPlaces {
  /** The innermost call whose bracket is open at the end of the text. */
  readonly call?: OpenCall;
  /** What stands in a string that is still open. */
  readonly string?: string;
}

function openPlaces(before: string): OpenPlaces {
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
  const string = quote === undefined ? {} : { string: before.slice(quote.at + 1) };
  const bracket = open.findLast(({ bracket }) => bracket === "(");
  const callee = bracket && new RegExp(`(${path})$`, "u").exec(before.slice(0, bracket.at))?.[1];
  if (bracket === undefined || callee === undefined) return string;
  const isInObject = open.at(-1)?.bracket === "{";
  // `key: "` or `key: ["`
  const value = isInObject ? quote?.at : open.at(-2)?.bracket === "{" ? open.at(-1)?.at : undefined;
  const option = value === undefined ? undefined : /([\w$]+)\s*:\s*$/.exec(before.slice(0, value))?.[1];
  return { ...string, call: { name: callee, argument: bracket.commas, isInObject, option } };
}
