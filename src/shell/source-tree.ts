import { type Options, type Program, parse } from "acorn";

/** What may stand at the prompt: a module's syntax, `await` included. */
export const promptSyntax = {
  ecmaVersion: "latest",
  sourceType: "module",
  allowAwaitOutsideFunction: true,
} as const satisfies Options;

/** What else V8 takes at a prompt: code that is not strict. */
export const looseSyntax = {
  ...promptSyntax,
  sourceType: "script",
} as const satisfies Options;

export type ParsedSource =
  | { readonly ok: true; readonly program: Program }
  | { readonly ok: false; readonly endedEarly: boolean; readonly position: number; readonly message: string };

/** `endedEarly`: more lines could still make it right. */
export function parseSource(code: string, syntax: Options = promptSyntax): ParsedSource {
  try {
    return { ok: true, program: parse(code, syntax) };
  } catch (error) {
    const { pos, raisedAt, message } = error as SyntaxError & { pos: number; raisedAt: number }; // acorn throws no other.
    // Of these `pos` is where they begin; of others it is what is wrong, such as the second word of `git status`, which no line can mend.
    const isOpen = /^(Unterminated (template|comment)|Missing catch)/.test(message);
    const isAtEnd = code.slice(isOpen ? Math.max(pos, raisedAt) : pos).trim() === "";
    return { ok: false, endedEarly: isAtEnd && !message.startsWith("Unterminated string"), position: pos, message };
  }
}
