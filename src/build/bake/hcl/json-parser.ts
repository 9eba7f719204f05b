import { invalidAt, type Range, type Source } from "./source.ts";

/** JSON, each value with its place. */
export interface JsonNode {
  readonly range: Range;
  readonly value: string | number | boolean | null | readonly JsonNode[] | ReadonlyMap<string, JsonNode>;
}

const token = /[ \t\r\n]*(?:("(?:[^"\\\n]|\\.)*")|(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)|(true|false|null)|([[\]{},:]))/y;
const depthLimit = 200;

/** Throws BAKE_INVALID with file, line, column and the lines around. */
export function parseJson(source: Source): JsonNode {
  const reader: Reader = { source, at: source.text.startsWith("\ufeff") ? 1 : 0 };
  const node = parseNode(reader, 0);
  if (source.text.slice(reader.at).trim() !== "") throw unexpected(reader, "the end");
  return node;
}

interface Reader {
  readonly source: Source;
  at: number;
}

interface Token {
  readonly text: string;
  readonly range: Range;
  readonly isMark: boolean;
}

function parseNode(reader: Reader, depth: number): JsonNode {
  const { text, range, isMark } = next(reader, "a value");
  if (depth > depthLimit) throw invalidAt(range, "this is too deeply nested");
  if (text === "{") return parseObject(reader, range, depth);
  if (text === "[") return parseArray(reader, range, depth);
  if (isMark) throw invalidAt(range, `a value is missing, found ${text}`);
  return { range, value: scalar(text, range) };
}

function parseObject(reader: Reader, open: Range, depth: number): JsonNode {
  const members = new Map<string, JsonNode>();
  for (let isFirst = true; ; isFirst = false) {
    const key = next(reader, "a key");
    if (key.text === "}" && isFirst) break;
    if (!key.text.startsWith('"')) throw invalidAt(key.range, `a key in quotes is missing, found ${key.text}`);
    const name = String(scalar(key.text, key.range));
    const colon = next(reader, "a colon");
    if (colon.text !== ":") throw invalidAt(colon.range, `a colon is missing, found ${colon.text}`);
    if (members.has(name)) throw invalidAt(key.range, `${name} is there twice`);
    members.set(name, parseNode(reader, depth + 1));
    if (isLast(reader, "}")) break;
  }
  return { range: { ...open, end: reader.at }, value: members };
}

function parseArray(reader: Reader, open: Range, depth: number): JsonNode {
  const items: JsonNode[] = [];
  const before = reader.at;
  if (next(reader, "a value").text !== "]") {
    reader.at = before;
    do items.push(parseNode(reader, depth + 1));
    while (!isLast(reader, "]"));
  }
  return { range: { ...open, end: reader.at }, value: items };
}

function isLast(reader: Reader, close: string): boolean {
  const { text, range } = next(reader, `a comma or ${close}`);
  if (text === close) return true;
  if (text === ",") return false;
  throw invalidAt(range, `a comma or ${close} is missing, found ${text}`);
}

function next(reader: Reader, wanted: string): Token {
  token.lastIndex = reader.at;
  const match = token.exec(reader.source.text);
  if (match === null) throw unexpected(reader, wanted);
  const text = match[0].trimStart();
  reader.at += match[0].length;
  const range = { source: reader.source, start: reader.at - text.length, end: reader.at };
  return { text, range, isMark: match[4] !== undefined };
}

function scalar(text: string, range: Range): string | number | boolean | null {
  try {
    return JSON.parse(text) as string | number | boolean | null; // One token of these.
  } catch {
    throw invalidAt(range, "a text has a wrong escape, or a character that needs one");
  }
}

function unexpected({ source, at }: Reader, wanted: string) {
  const start = at + (/^\s*/.exec(source.text.slice(at, at + 1000))?.[0].length ?? 0);
  const found = source.text[start];
  return invalidAt({ source, start, end: start + 1 }, `${wanted} is missing, found ${found ?? "the end"}`);
}
