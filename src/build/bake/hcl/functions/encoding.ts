import { type FunctionTable, fixed } from "../function-table.ts";
import { Problem } from "../source.ts";
import type { Value } from "../value.ts";
import { fromJson, jsonText } from "../value-json.ts";

/** Texts in other forms. */
export const encodingFunctions: FunctionTable = {
  base64encode: fixed(["text"], (text) => Buffer.from(text).toString("base64")),
  base64decode: fixed(["text"], (text) => {
    if (!/^(?:[\w+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) throw new Problem("this is no base64");
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(text, "base64"));
    } catch {
      throw new Problem("what is encoded is no text");
    }
  }),
  urlencode: fixed(["text"], (text) => {
    const encoded = encodeURIComponent(Buffer.from(text).toString()).replaceAll("%20", "+");
    return encoded.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  }),
  jsonencode: fixed(["any"], jsonText),
  jsondecode: fixed(["text"], (text) => {
    try {
      return fromJson(JSON.parse(text));
    } catch (error) {
      throw new Problem(`this is no JSON: ${(error as Error).message}`);
    }
  }),
  csvdecode: fixed(["text"], (text) => {
    const [head, ...rows] = csvRows(text);
    if (head === undefined) throw new Problem("the line with the names is missing");
    if (new Set(head).size < head.length) throw new Problem("two columns have one name");
    return rows.map((row, index): Value => {
      if (row.length !== head.length)
        throw new Problem(`row ${index + 1} has ${row.length} fields, not ${head.length}`);
      return new Map(head.map((name, column) => [name, row[column] ?? ""]));
    });
  }),
};

/** Fields of lines; in quotes both may have what else ends them. Empty lines are none. */
function csvRows(text: string): string[][] {
  const rows: string[][] = [[]];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  while (field.lastIndex < text.length) {
    const match = field.exec(text);
    if (match === null) throw new Problem("a quote is out of place");
    const [, quoted, plain = "", end] = match;
    const row = rows.at(-1)!;
    const isEmptyLine = row.length === 0 && quoted === undefined && plain === "" && end !== ",";
    if (!isEmptyLine) row.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ",") {
      if (field.lastIndex === text.length) row.push("");
    } else if (!isEmptyLine) rows.push([]);
  }
  return rows.filter((row) => row.length > 0);
}
