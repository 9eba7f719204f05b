import type { Expression, Program } from "acorn";
import { hasOpenBracket } from "./highlight.ts";
import { parseSource } from "./source-tree.ts";

export type LineKind =
  | { readonly kind: "empty" }
  | { readonly kind: "incomplete"; readonly code: string }
  | { readonly kind: "code"; readonly code: string }
  /** `?run` or `run?`, `??run` for all of it; `?` alone is the empty name. */
  | { readonly kind: "docs"; readonly name: string; readonly isFull: boolean }
  /** `.save x.nerd.ts`; `cd`, and the words that every shell has: `exit` */
  | { readonly kind: "meta"; readonly name: string; readonly argument: string }
  /** `!ls -l`: for the host's shell. */
  | { readonly kind: "host"; readonly line: string }
  /** `ps -a`: for the command line, undivided. */
  | { readonly kind: "command"; readonly line: string };

/** Tells the names that are commands now: one that the user gave a meaning at the prompt is not. */
export type IsCommand = (name: string) => boolean;

/**
 * A line whose first word is a command, and that is not sensible TypeScript, is that command. `ps -a` parses as a
 * subtraction, and `images` alone as a function: nobody means either. `nerdsh ps -a` is the same, as at other prompts.
 */
export function lineKind(line: string, isCommand: IsCommand, isDeclared: (name: string) => boolean = never): LineKind {
  const text = line.trim();
  if (text === "") return { kind: "empty" };
  const docs = /^(\?\??)\s*([\w$.]*)$|^([\w$.]+)\s*(\?\??)$/.exec(text);
  if (docs !== null) return { kind: "docs", name: docs[2] ?? docs[3]!, isFull: (docs[1] ?? docs[4]) === "??" };
  const host = /^!\s*([\w./~].*)$/s.exec(text)?.[1];
  if (host !== undefined && !isNegation(host, isDeclared)) return { kind: "host", line: host };
  const directory = /^cd(?:\s+([^=(][^\n]*))?$/.exec(text);
  if (directory !== null && !isDeclared("cd")) return { kind: "meta", name: "cd", argument: directory[1] ?? "" };
  const meta = /^\.([a-z]+)(?:\s+(.*))?$/s.exec(text);
  if (meta !== null) return { kind: "meta", name: meta[1]!, argument: meta[2] ?? "" };
  const named = /^nerdsh\s+([a-z].*)$/.exec(text)?.[1];
  if (named !== undefined && isCommand(firstWord(named)) && !isDeclared("nerdsh"))
    return { kind: "command", line: named };
  const bare = bareWords.get(text);
  if (bare !== undefined && !isDeclared(text)) return { kind: "meta", name: bare, argument: "" };
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
  return { kind: isIncomplete ? "incomplete" : "code", code: line };
}

const never = () => false;

/** What other shells call `.exit`, `.clear` and `.help`, of which fingers know nothing else. */
const bareWords: ReadonlyMap<string, string> = new Map([
  ["exit", "exit"],
  ["quit", "exit"],
  ["clear", "clear"],
  ["help", "help"],
]);

/** `!done` of a name that the user declared, and `!true`; nobody has programs of such names, or calls them so. */
function isNegation(text: string, isDeclared: (name: string) => boolean): boolean {
  const name = /^[\w$]+/.exec(text)?.[0] ?? "";
  if (!parseSource(`!${text}`).ok) return false;
  return isDeclared(name) || /^(true|false|null|undefined|await|typeof|new|\d+)$/.test(name) || /^[\w$.]+\(/.test(text);
}

function firstWord(text: string): string {
  return /^[\w-]+/.exec(text)?.[0] ?? "";
}

/** Code goes on with an operator, an argument list or a template; a command with a space and a word, or not at all. */
function isUnfinishedCode(text: string): boolean {
  const rest = text.slice(firstWord(text).length);
  if (/^\s*(\||[<>]|2>)\s*[\w./~-]/.test(rest)) return false; // `ps | wc -l`, `ps > list.txt`
  return /^\s*([([`=,;?:&|<>*%^]|\.\w|\.\s*$(?<!\s\.))/.test(rest);
}

function isUnlikelyCode({ body }: Program): boolean {
  const [statement] = body;
  if (body.length !== 1 || statement?.type !== "ExpressionStatement") return false;
  return isNameOrArithmetic(statement.expression);
}

/** A command's name is a function's at most: to subtract from it, divide or compare it means nothing. */
function isNameOrArithmetic(expression: Expression): boolean {
  if (expression.type === "Identifier") return true;
  if (expression.type !== "BinaryExpression" || !/^([-/|<>%]|>>)$/.test(expression.operator)) return false;
  return expression.left.type !== "PrivateIdentifier" && isNameOrArithmetic(expression.left);
}
