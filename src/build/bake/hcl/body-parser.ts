import { Cursor, type Token } from "./cursor.ts";
import { parseExpression } from "./expression-parser.ts";
import { invalidAt, type Range, type Source } from "./source.ts";
import type { Attribute, Block, Body } from "./syntax.ts";
import { parseLabel } from "./template-parser.ts";

/** Reads a file in HCL's own syntax. Throws BAKE_INVALID with file, line, column and the lines around. */
export function parseHcl(source: Source): Body {
  const cursor = new Cursor(source, parseExpression);
  return parseBody(cursor, "end");
}

function parseBody(cursor: Cursor, until: "end" | "}"): Body {
  const attributes = new Map<string, Attribute>();
  const blocks: Block[] = [];
  for (;;) {
    cursor.skipLines();
    if (until === "end" ? cursor.peek().type === "end" : cursor.isAt("}")) break;
    const token = parseName(cursor);
    if (cursor.take("=")) {
      if (attributes.has(token.text)) throw invalidAt(token.range, `${token.text} is there twice`);
      attributes.set(token.text, parseValue(cursor, token));
      endOfLine(cursor, `after the value of ${token.text}`);
      continue;
    }
    if (cursor.isAt(":")) throw cursor.unexpected(`= is missing after ${token.text}`);
    blocks.push(cursor.deeper(() => parseBlock(cursor, token.text, token.range)));
    endOfLine(cursor, "after a block");
  }
  return { attributes: [...attributes.values()], blocks };
}

/** Of a block whose braces are on one line: one attribute, or nothing. */
function parseLine(cursor: Cursor): Body {
  if (cursor.isAt("}")) return { attributes: [], blocks: [] };
  const token = parseName(cursor);
  if (!cursor.take("=")) throw cursor.unexpected(`= is missing after ${token.text}`);
  const attribute = parseValue(cursor, token);
  if (!cursor.isAt("}"))
    throw cursor.unexpected("a block that begins on the line of its { has one attribute, and } behind it");
  return { attributes: [attribute], blocks: [] };
}

function parseName(cursor: Cursor): Token {
  if (cursor.peek().type !== "name") throw cursor.unexpected("the name of an attribute or a block is missing");
  return cursor.next();
}

function parseValue(cursor: Cursor, { text, range }: Token): Attribute {
  return { name: text, range, value: parseExpression(cursor) };
}

function parseBlock(cursor: Cursor, type: string, start: Range): Block {
  const labels: string[] = [];
  for (;;) {
    const token = cursor.peek();
    if (cursor.take("{")) break;
    if (token.type === "name") labels.push(cursor.next().text);
    else if (cursor.isAt('"')) labels.push(parseLabel(cursor));
    else throw cursor.unexpected(`= or a block's { is missing after ${type}`);
  }
  const range = cursor.range(start.start);
  const body = cursor.within("kept", () =>
    cursor.peek().type === "newline" ? parseBody(cursor, "}") : parseLine(cursor),
  );
  cursor.next();
  return { type, labels, range, body };
}

function endOfLine(cursor: Cursor, where: string): void {
  const { type } = cursor.peek();
  if (type !== "newline" && type !== "end") throw cursor.unexpected(`the end of the line is missing ${where}`);
}
