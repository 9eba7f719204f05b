import { parseCollection } from "./collection-parser.ts";
import type { Cursor, Token } from "./cursor.ts";
import { parseHeredoc } from "./heredoc-parser.ts";
import { between, invalidAt } from "./source.ts";
import type { Expression } from "./syntax.ts";
import { parseQuoted } from "./template-parser.ts";

const words: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

/** A value, and what is taken out of it: `a.b[0].*.c`. */
export function parseTerm(cursor: Cursor): Expression {
  return parseSteps(cursor, parseStart(cursor), "all");
}

function parseStart(cursor: Cursor): Expression {
  const token = cursor.peek();
  if (token.type === "number") return numberOf(cursor.next());
  if (token.type === "name") {
    cursor.next();
    if (cursor.isAt("(")) return parseCall(cursor, token);
    const { text, range } = token;
    if (Object.hasOwn(words, text)) return { kind: "literal", range, value: words[text] ?? null };
    return { kind: "variable", range, name: text };
  }
  if (cursor.isAt('"')) return parseQuoted(cursor);
  if (cursor.isAt("<<") || cursor.isAt("<<-")) return parseHeredoc(cursor);
  if (cursor.isAt("[") || cursor.isAt("{")) return parseCollection(cursor);
  if (cursor.take("(") === undefined) throw cursor.unexpected("a value is missing");
  const inner = cursor.within("ignored", () => {
    const expression = cursor.expression();
    cursor.expect(")", "after an expression in parentheses");
    return expression;
  });
  // In parentheses a name is a variable also where it could be a key.
  const range = cursor.range(token.range.start);
  return inner.kind === "variable" ? { kind: "template", range, parts: [inner] } : { ...inner, range };
}

function parseCall(cursor: Cursor, { text: name, range }: Token): Expression {
  const args: Expression[] = [];
  let isExpanded = false;
  cursor.next();
  cursor.within("ignored", () => {
    while (!cursor.take(")")) {
      args.push(cursor.expression());
      if (cursor.take("...")) isExpanded = true;
      if (!isExpanded && cursor.take(",")) continue;
      cursor.expect(")", `after what ${name} is called with`);
      break;
    }
  });
  return { kind: "call", range: cursor.range(range.start), name, args, isExpanded };
}

/** `names`: what follows `.*`, where an index is of the whole result. */
function parseSteps(cursor: Cursor, start: Expression, which: "all" | "names"): Expression {
  let of = start;
  for (let count = 0; ; count++) {
    if (count >= 1000) throw cursor.unexpected("this expression is too long");
    if (cursor.isAt(".")) {
      cursor.next();
      if (cursor.take("*")) of = splat(cursor, of, "names");
      else of = { kind: "index", of, ...nameStep(cursor, of) };
    } else if (which === "all" && cursor.isAt("[")) {
      cursor.next();
      of = cursor.within("ignored", () => parseIndex(cursor, of));
    } else return of;
  }
}

function nameStep(cursor: Cursor, of: Expression): { key: Expression; range: Expression["range"] } {
  // `.0.1` is no number with a fraction.
  const digits = /^\d+/.exec(cursor.source.text.slice(cursor.at, Math.min(cursor.at + 16, cursor.end)))?.[0];
  const start = cursor.at;
  if (digits !== undefined) {
    cursor.at += digits.length;
    const range = cursor.range(start);
    return { key: { kind: "literal", range, value: Number(digits) }, range: between(of.range, range) };
  }
  const token = cursor.peek();
  if (token.type !== "name") throw cursor.unexpected("a name is missing after the dot");
  cursor.next();
  const key: Expression = { kind: "literal", range: token.range, value: token.text };
  return { key, range: between(of.range, token.range) };
}

function parseIndex(cursor: Cursor, of: Expression): Expression {
  if (cursor.take("*")) {
    cursor.expect("]", "after [*");
    return cursor.within("kept", () => splat(cursor, of, "all"));
  }
  const key = cursor.expression();
  const close = cursor.expect("]", "after an index");
  return { kind: "index", range: between(of.range, close.range), of, key };
}

function splat(cursor: Cursor, of: Expression, which: "all" | "names"): Expression {
  const hole = Symbol("each");
  const each = cursor.deeper(() => parseSteps(cursor, { kind: "hole", range: of.range, hole }, which));
  return { kind: "splat", range: cursor.range(of.range.start), of, hole, each };
}

function numberOf({ text, range }: Token): Expression {
  const value = Number(text);
  if (Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)))
    return { kind: "literal", range, value };
  throw invalidAt(range, `a number this large is not exact: ${text}`, { hint: "write it as a text, in quotes" });
}
