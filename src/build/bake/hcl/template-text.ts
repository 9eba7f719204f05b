import { isNerdError } from "../../../errors.ts";
import { Cursor } from "./cursor.ts";
import { parseExpression } from "./expression-parser.ts";
import { invalidAt, type Range, type Source } from "./source.ts";
import type { Expression } from "./syntax.ts";
import { parseParts } from "./template-parser.ts";
import { templateTree } from "./template-tree.ts";

/** A text of JSON, whose characters stand somewhere in `range`. */
export function parseTemplateText(text: string, range: Range): Expression {
  const source: Source = { file: range.source.file, text };
  try {
    const cursor = new Cursor(source, parseExpression);
    cursor.at = 0;
    return templateTree(parseParts(cursor, "plain"), range, range);
  } catch (error) {
    if (!isNerdError(error)) throw error;
    const { message, hint, suggestions } = error;
    throw invalidAt(range, message.replace(/^.*?:\d+:\d+: /s, ""), {
      suggestions,
      ...(hint !== undefined && { hint }),
    });
  }
}
