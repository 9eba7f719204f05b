import { closest } from "../suggest.ts";
import { Fault } from "./fault.ts";
import type { Base, Command, Operand, Pipeline } from "./syntax.ts";
import type { Token } from "./token.ts";
import type { TokenStream } from "./token-stream.ts";

/** Names that are known where an expression stands; `variables` grows as declarations are read. */
export interface Names {
  readonly functions: ReadonlySet<string>;
  readonly variables: string[];
}

/** Reads up to and including the `}}` or `)` named by `until`; `where` names the place in errors. */
export function parsePipeline(tokens: TokenStream, names: Names, where: string, until: "close" | ")"): Pipeline {
  const { offset } = tokens.skipSpace();
  const { variables, assigns } = parseDeclaration(tokens, names, where);
  const commands: Command[] = [];
  do {
    commands.push(parseCommand(tokens, names, where));
    checkExecutable(tokens, commands);
  } while (tokens.accept("sign", "|"));
  if (!assigns) names.variables.push(...variables);
  if (until === "close") tokens.expect("close", where);
  else if (!tokens.accept("sign", ")")) throw tokens.unexpected(tokens.peek(), `${where}, where ) is missing`);
  return { variables, assigns, commands, offset };
}

/** `$x :=`, `$x =`, and in a range `$i, $v :=`; nothing where the pipeline only reads a variable. */
function parseDeclaration(tokens: TokenStream, names: Names, where: string): Pick<Pipeline, "variables" | "assigns"> {
  const first = tokens.skipSpace();
  if (first.kind !== "variable") return { variables: [], assigns: false };
  const gap = tokens.peek(1).kind === "space" ? 1 : 0;
  const sign = tokens.peek(1 + gap);
  if (sign.kind !== "sign" || ![":=", "=", ","].includes(sign.text)) return { variables: [], assigns: false };
  const declared = [tokens.next()];
  if (tokens.accept("sign", ",")) {
    declared.push(tokens.expect("variable", where));
    if (where !== "range") throw tokens.error(first, new Fault("two variables can only be declared by range"));
  }
  const assigns = tokens.accept("sign", "=") !== undefined;
  if (!assigns && !tokens.accept("sign", ":=")) throw tokens.unexpected(tokens.peek(), where);
  if (assigns) for (const variable of declared) checkVariable(tokens, names, variable);
  return { variables: declared.map(({ text }) => text), assigns };
}

function parseCommand(tokens: TokenStream, names: Names, where: string): Command {
  const { offset } = tokens.skipSpace();
  const operands: Operand[] = [];
  for (;;) {
    const next = tokens.skipSpace();
    if (next.kind === "close" || (next.kind === "sign" && (next.text === "|" || next.text === ")"))) break;
    operands.push(parseOperand(tokens, names, where));
    const after = tokens.peek();
    const ends = after.kind === "space" || after.kind === "close" || after.kind === "sign";
    if (!ends || after.text === "(") throw tokens.unexpected(after, `${where}: operands need a space between them`);
  }
  const [first, ...rest] = operands;
  if (!first) throw tokens.error({ offset }, new Fault(`missing value for ${where}`));
  return { operands: [first, ...rest], offset };
}

function parseOperand(tokens: TokenStream, names: Names, where: string): Operand {
  const token = tokens.next();
  const base = parseBase(tokens, names, token, where);
  const fields = token.kind === "field" ? [token.text.slice(1)] : [];
  const chained = token.kind === "field" || base.kind === "variable" || base.kind === "pipeline";
  while (tokens.peek().kind === "field") {
    if (!chained) throw tokens.error(tokens.peek(), new Fault(`unexpected . after ${token.text}`));
    fields.push(tokens.next().text.slice(1));
  }
  return { base, fields, offset: token.offset };
}

function parseBase(tokens: TokenStream, names: Names, token: Token, where: string): Base {
  switch (token.kind) {
    case "dot":
    case "field":
      return { kind: "dot" };
    case "variable":
      checkVariable(tokens, names, token);
      return { kind: "variable", name: token.text };
    case "literal":
      return { kind: "literal", value: token.value ?? "" };
    case "word":
      if (token.text === "nil") return { kind: "nil" };
      if (token.text === "true" || token.text === "false") return { kind: "literal", value: token.text === "true" };
      checkFunction(tokens, names, token);
      return { kind: "function", name: token.text };
    case "sign":
      if (token.text !== "(") throw tokens.unexpected(token, where);
      return { kind: "pipeline", pipeline: parsePipeline(tokens, names, "parentheses", ")") };
    default:
      throw tokens.unexpected(token, where);
  }
}

function checkVariable(tokens: TokenStream, names: Names, variable: Token): void {
  if (names.variables.includes(variable.text)) return;
  const suggestions = closest(variable.text, new Set(names.variables));
  throw tokens.error(variable, new Fault(`undefined variable ${variable.text}`, didYouMean(suggestions)));
}

function checkFunction(tokens: TokenStream, names: Names, word: Token): void {
  if (names.functions.has(word.text)) return;
  const suggestions = closest(word.text, names.functions);
  throw tokens.error(word, new Fault(`unknown function ${word.text}`, didYouMean(suggestions)));
}

/** A value cannot take what the pipe brings; a field may be a method, so only the evaluator knows. */
function checkExecutable(tokens: TokenStream, commands: readonly Command[]): void {
  const last = commands.at(-1);
  const first = last?.operands[0];
  if (!first || commands.length === 1) return;
  const isValue = first.base.kind === "literal" || first.base.kind === "nil";
  const isDot = first.base.kind === "dot" && first.fields.length === 0;
  if (isValue || isDot) throw tokens.error(first, new Fault("what follows | must be a function or a method"));
}

function didYouMean(suggestions: readonly string[]): { hint?: string; suggestions: readonly string[] } {
  return suggestions[0] === undefined ? { suggestions } : { hint: `did you mean ${suggestions[0]}?`, suggestions };
}
