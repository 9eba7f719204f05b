import { type Candidate, type Completer, type CompletionPlace, completionPlace } from "./completion.ts";
import type { Completions } from "./completion-menu.ts";
import { metaNames } from "./meta-commands.ts";
import { pathCandidates } from "./path-candidates.ts";
import type { PromptSession } from "./prompt-session.ts";

export interface PromptCompletionOptions {
  readonly session: PromptSession;
  readonly completer: Completer;
  readonly globals: readonly string[];
  readonly commands: readonly string[];
  isCommand(word: string): boolean;
}

const keywords = [
  "async",
  "await",
  "class",
  "const",
  "export",
  "for",
  "function",
  "if",
  "import",
  "let",
  "new",
  "return",
  "throw",
  "try",
  "using",
  "while",
];
const shownNames = 100;

/** What may follow the text before the cursor: names of the session and of the shell here, the rest by the front end. */
export async function completeAtPrompt(
  options: PromptCompletionOptions,
  before: string,
  signal: AbortSignal,
): Promise<Completions | undefined> {
  const place = completionPlace(before, options.isCommand);
  if (place === undefined) return undefined;
  const known = await candidatesFor(options, place, before, signal);
  const fitting = known.filter(({ text }) => text.startsWith(place.prefix) && text !== place.prefix);
  return { place, candidates: fitting.slice(0, shownNames) };
}

async function candidatesFor(
  { session, completer, globals, commands }: PromptCompletionOptions,
  place: CompletionPlace,
  before: string,
  signal: AbortSignal,
): Promise<readonly Candidate[]> {
  switch (place.kind) {
    case "name": {
      const own = [...session.declared, ...globals];
      const isLineStart = before.trim() === place.prefix;
      const rest = [
        ...(isLineStart ? commands : []),
        ...keywords,
        ...Object.getOwnPropertyNames(globalThis).filter(isPlain),
      ];
      return toCandidates([...own, ...rest]);
    }
    case "property":
      return toCandidates(propertyNames(await session.peek(place.object).catch(() => undefined)));
    case "meta":
      return toCandidates(metaNames);
    case "path":
      return await pathCandidates(place.prefix);
    default:
      return await completer(place, signal);
  }
}

function toCandidates(names: readonly string[]): Candidate[] {
  return [...new Set(names)].map((text) => ({ text }));
}

/** Not what engines keep for themselves. */
function isPlain(name: string): boolean {
  return /^[\p{L}$][\p{L}\p{N}$]*$/u.test(name);
}

/** Own names first, then inherited ones, without those that every object has. */
function propertyNames(value: unknown): string[] {
  const names: string[] = [];
  for (let object: unknown = value; object !== null && object !== undefined; object = Object.getPrototypeOf(object)) {
    if (object === Object.prototype) break;
    names.push(...Object.getOwnPropertyNames(Object(object)).filter((name) => isPlain(name) && name !== "constructor"));
  }
  return names;
}
