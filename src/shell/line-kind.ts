import type { Expression, Program } from "acorn";
import { hasOpenBracket } from "./highlight.ts";
import { parseSource } from "./source-tree.ts";

export type LineKind =
  | { readonly kind: "empty" }
  | { readonly kind: "incomplete" }
  | { readonly kind: "code"; readonly code: string }
  /** `?run` or `run?` */
  | { readonly kind: "docs"; readonly name: string }
  /** `.save x.nerd.ts` */
  | { readonly kind: "meta"; readonly name: string; readonly argument: string }
  /** `ps -a`: for the command line, undivided. */
  | { readonly kind: "command"; readonly line: string };

/** Tells the names that are commands now: one that the user gave a meaning at the prompt is not. */
export type IsCommand = (name: string) => boolean;

/**
 * A line whose first word is a command, and that is not sensible TypeScript, is that command. `ps -a` parses as a
 * subtraction, and `images` alone as a function: nobody means either.
 */
export function lineKind(line: string, isCommand: IsCommand): LineKind {
  const text = line.trim();
  if (text === "") return { kind: "empty" };
  const docs = /^\?\s*([\w$.]+)$|^([\w$.]+)\s*\?$/.exec(text);
  if (docs !== null) return { kind: "docs", name: docs[1] ?? docs[2]! };
  const meta = /^\.([a-z]+)(?:\s+(.*))?$/s.exec(text);
  if (meta !== null) return { kind: "meta", name: meta[1]!, argument: meta[2] ?? "" };
  const isOneLine = !text.includes("\n");
  const parsed = parseSource(line);
  if (
    isOneLine &&
    isCommand(firstWord(text)) &&
    (parsed.ok ? isUnlikelyCode(parsed.program) : !isUnfinishedCode(text))
  ) {
    return { kind: "command", line: text };
  }
  const isIncomplete = !parsed.ok && (parsed.endedEarly || hasOpenBracket(line));
  return isIncomplete ? { kind: "incomplete" } : { kind: "code", code: line };
}

function firstWord(text: string): string {
  return /^[\w-]+/.exec(text)?.[0] ?? "";
}

/** Code goes on with an operator, an argument list or a template; a command with a space and a word, or not at all. */
function isUnfinishedCode(text: string): boolean {
  const rest = text.slice(firstWord(text).length);
  return /^\s*([([`=,;?:&|<>*%^]|\.\w|\.\s*$(?<!\s\.))/.test(rest);
}

function isUnlikelyCode({ body }: Program): boolean {
  const [statement] = body;
  if (body.length !== 1 || statement?.type !== "ExpressionStatement") return false;
  return isNameOrSubtraction(statement.expression);
}

function isNameOrSubtraction(expression: Expression): boolean {
  if (expression.type === "Identifier") return true;
  if (expression.type !== "BinaryExpression" || expression.operator !== "-") return false;
  return expression.left.type !== "PrivateIdentifier" && isNameOrSubtraction(expression.left);
}
