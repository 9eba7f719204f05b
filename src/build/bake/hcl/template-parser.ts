import { parseForNames } from "./collection-parser.ts";
import type { Cursor } from "./cursor.ts";
import { invalidAt } from "./source.ts";
import type { Expression } from "./syntax.ts";
import { type TemplatePart, templateTree } from "./template-tree.ts";

/** `"…"`; one that is nothing but `${…}` is that value, of whatever kind. */
export function parseQuoted(cursor: Cursor): Expression {
  const { range } = cursor.next();
  const parts = cursor.deeper(() => parseParts(cursor, "quoted"));
  return templateTree(parts, cursor.range(range.start));
}

/** A block's label, in which nothing is filled in. */
export function parseLabel(cursor: Cursor): string {
  const label = parseQuoted(cursor);
  if (label.kind === "literal" && typeof label.value === "string") return label.value;
  throw invalidAt(label.range, "the name of a block is a plain text");
}

/** Up to the closing quote, which is read, or to the cursor's end. */
export function parseParts(cursor: Cursor, form: "quoted" | "plain"): TemplatePart[] {
  const parts: TemplatePart[] = [];
  const { text } = cursor.source;
  const opened = cursor.at;
  let isTrimmed = false;
  for (;;) {
    const start = cursor.at;
    const literal = form === "quoted" ? quotedText(cursor, opened) : plainText(cursor);
    if (cursor.at > start) {
      parts.push({ kind: "text", text: isTrimmed ? literal.trimStart() : literal, range: cursor.range(start) });
      isTrimmed = false;
      continue;
    }
    if (cursor.at >= cursor.end) return parts;
    if (form === "quoted" && text[cursor.at] === '"') {
      cursor.at++;
      return parts;
    }
    const isDirective = text[cursor.at] === "%";
    cursor.at += 2;
    const last = parts.at(-1);
    if (text[cursor.at] === "~") {
      cursor.at++;
      if (last?.kind === "text" && !isTrimmed) parts[parts.length - 1] = { ...last, text: last.text.trimEnd() };
    }
    const part = cursor.within("ignored", () =>
      isDirective ? directive(cursor, start) : interpolation(cursor, start),
    );
    parts.push(part);
    isTrimmed = cursor.take("~") !== undefined;
    if (text[cursor.at] === "}" && cursor.at < cursor.end) cursor.at++;
    else cursor.within("ignored", () => closeSequence(cursor));
  }
}

function closeSequence(cursor: Cursor): void {
  if (cursor.take("}")) return;
  const { range } = cursor.peek();
  throw invalidAt(range, "} is missing after what is filled in", {
    hint: "where ${ or %{ is meant as it stands, write $${ or %%{",
  });
}

function interpolation(cursor: Cursor, start: number): TemplatePart {
  const value = cursor.expression();
  return { kind: "value", value, range: cursor.range(start) };
}

function directive(cursor: Cursor, start: number): TemplatePart {
  const { text: word } = cursor.peek();
  const isKnown = ["if", "else", "endif", "for", "endfor"].includes(word);
  if (!isKnown) throw cursor.unexpected("if, else, endif, for or endfor is missing after %{");
  cursor.next();
  if (word === "if") return { kind: "if", condition: cursor.expression(), range: cursor.range(start) };
  if (word !== "for") return { kind: word as "else" | "endif" | "endfor", range: cursor.range(start) }; // One of those.
  const names = parseForNames(cursor);
  return { kind: "for", ...names, collection: cursor.expression(), range: cursor.range(start) };
}

const plain = /(?:(?!\$\{|%\{)(?:\$\$\{|%%\{|[^\n]))*\n?/y;

/** One line at most. */
function plainText(cursor: Cursor): string {
  plain.lastIndex = cursor.at;
  const found = (plain.exec(cursor.source.text)?.[0] ?? "").slice(0, cursor.end - cursor.at);
  cursor.at += found.length;
  return found.replace(/\$\$\{|%%\{/g, (written) => written.slice(1));
}

const quoted = /(?:(?!\$\{|%\{)(?:\$\$\{|%%\{|\\[^\n]|[^"\\\n]))*/y;
const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };

function quotedText(cursor: Cursor, opened: number): string {
  const { text } = cursor.source;
  const start = cursor.at;
  quoted.lastIndex = start;
  const found = (quoted.exec(text)?.[0] ?? "").slice(0, cursor.end - start);
  cursor.at += found.length;
  if (cursor.at >= cursor.end || text[cursor.at] === "\n" || text[cursor.at] === "\\")
    throw invalidAt(cursor.range(opened - 1), "this text has no closing quote on its line", {
      hint: "several lines are written as <<EOT … EOT, or with \\n",
    });
  return found.replace(/\$\$\{|%%\{|\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\s\S]))/g, (whole, ...rest) => {
    const [short, long, one, at] = rest as [string?, string?, string?, number?]; // The groups, and where it stands.
    if (!whole.startsWith("\\")) return whole.slice(1);
    const code = short ?? long;
    const made = code === undefined ? escapes[one ?? ""] : codePoint(code);
    if (made !== undefined) return made;
    throw invalidAt(cursor.range(start + (at ?? 0), start + (at ?? 0) + whole.length), `${whole} is no escape`, {
      hint: '\\n, \\r, \\t, \\", \\\\, \\uNNNN and \\UNNNNNNNN are; a backslash itself is \\\\',
    });
  });
}

function codePoint(hex: string): string | undefined {
  const code = Number.parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
