import { Cursor } from "./cursor.ts";
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
    const token = cursor.peek();
    if (until === "end" ? token.type === "end" : cursor.isAt("}")) break;
    if (token.type !== "name") throw cursor.unexpected("the name of an attribute or a block is missing");
    cursor.next();
    if (cursor.take("=")) {
      if (attributes.has(token.text)) throw invalidAt(token.range, `${token.text} is there twice`);
      const value = parseExpression(cursor);
      attributes.set(token.text, { name: token.text, range: token.range, value });
      endOfLine(cursor, until, `after the value of ${token.text}`);
      continue;
    }
    if (cursor.isAt(":")) throw cursor.unexpected(`= is missing after ${token.text}`);
    blocks.push(cursor.deeper(() => parseBlock(cursor, token.text, token.range)));
    endOfLine(cursor, until, "after a block");
  }
  return { attributes: [...attributes.values()], blocks };
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
  const body = cursor.within("kept", () => parseBody(cursor, "}"));
  cursor.next();
  return { type, labels, range, body };
}

function endOfLine(cursor: Cursor, until: "end" | "}", where: string): void {
  const { type } = cursor.peek();
  if (type === "newline" || type === "end" || (until === "}" && cursor.isAt("}"))) return;
  throw cursor.unexpected(`the end of the line is missing ${where}`);
}
