import { type Tree, type TreeMap, treeMap } from "../tree.ts";
import { plainScalar } from "./plain-scalar.ts";
import { flowValue } from "./simple-flow.ts";
import { maxYamlDepth } from "./yaml-document.ts";

/** Thrown where a document is more than this file knows; the whole parser takes over, and finds errors too. */
class NotSimple extends Error {}

interface Line {
  readonly indent: number;
  readonly content: string;
}

/**
 * Reads what nearly all compose files are made of: mappings and lists, scalars of one line, flow collections of one line, and `|` blocks.
 * Undefined for all else. It is eight times as fast as the whole parser, which would take longer than all other work of `config`.
 */
export function parseSimpleYaml(text: string): { root: Tree } | undefined {
  // Many files begin with the mark of a document, which changes nothing.
  const body = text.replace(/^((?: *(?:#.*)?\n)*)---[ ]*\n/, "$1\n");
  // Tabs, carriage returns, directives, other documents, and what is not printable.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  if (/[\x00-\x09\x0b-\x1f\x7f-\x9f\ufeff\u2028\u2029]|^(%|---|\.\.\.)/m.test(body)) return undefined;
  try {
    return { root: new SimpleParser(body).document() };
  } catch (error) {
    if (error instanceof NotSimple) return undefined;
    throw error;
  }
}

class SimpleParser {
  readonly #raw: string[];
  #at = 0;
  #depth = 0;
  /** Of a list's item that begins a mapping: the rest of its line, as a line of its own. */
  #rest: Line | undefined;

  constructor(text: string) {
    this.#raw = text.split("\n");
  }

  document(): Tree {
    const line = this.#line();
    if (line === undefined) return null;
    const root = this.#block(line);
    return this.#line() === undefined ? root : fail();
  }

  /** The next line that has content; it stays the next one until `#next`. */
  #line(): Line | undefined {
    if (this.#rest !== undefined) return this.#rest;
    for (; this.#at < this.#raw.length; this.#at++) {
      const raw = this.#raw[this.#at]!;
      const content = raw.trim();
      if (content !== "" && content.charCodeAt(0) !== 35)
        return { indent: raw.length - raw.trimStart().length, content };
    }
    return undefined;
  }

  #next(): void {
    this.#rest = undefined;
    this.#at++;
  }

  #block({ indent, content }: Line): Tree {
    if (++this.#depth > maxYamlDepth) fail();
    const value = isItem(content) ? this.#list(indent) : this.#map(indent);
    this.#depth--;
    return value;
  }

  #map(indent: number): TreeMap {
    const map = treeMap();
    for (let line = this.#line(); line !== undefined && line.indent >= indent; line = this.#line()) {
      if (line.indent > indent || isItem(line.content)) fail();
      const { key, rest } = keyOf(line.content);
      if (key in map || key === "<<") fail();
      this.#next();
      map[key] = this.#value(rest, indent, true);
    }
    return map;
  }

  #list(indent: number): Tree[] {
    const list: Tree[] = [];
    for (
      let line = this.#line();
      line !== undefined && line.indent === indent && isItem(line.content);
      line = this.#line()
    ) {
      const rest = line.content.slice(1).trimStart();
      const isMap = rest !== "" && !rest.startsWith("#") && hasKey(rest);
      if (isItem(rest)) fail();
      this.#next();
      if (isMap) {
        // The line is gone on in the mapping, whose keys stand below its first one.
        this.#at--;
        this.#rest = { indent: indent + line.content.length - rest.length, content: rest };
        list.push(this.#block(this.#rest));
      } else list.push(this.#value(rest, indent, false));
    }
    const after = this.#line();
    return after !== undefined && after.indent > indent ? fail() : list;
  }

  /** What stands after a key or a dash; a list may stand as deep as its key. */
  #value(rest: string, indent: number, isOfKey: boolean): Tree {
    if (rest === "" || rest.startsWith("#")) {
      const line = this.#line();
      if (line === undefined || line.indent < indent) return null;
      if (line.indent > indent) return this.#block(line);
      return isOfKey && isItem(line.content) ? this.#list(indent) : null;
    }
    if (rest.startsWith("|")) return this.#literal(rest, indent);
    const value = inlineValue(rest);
    const line = this.#line();
    return line !== undefined && line.indent > indent ? fail() : value;
  }

  #literal(header: string, parent: number): string {
    const [, chomping] = /^\|([-+]?)(?: +#.*)?$/.exec(header) ?? fail();
    const lines: string[] = [];
    let indent = -1;
    for (; this.#at < this.#raw.length; this.#at++) {
      const raw = this.#raw[this.#at]!;
      const depth = raw.length - raw.trimStart().length;
      if (raw.trim() === "") {
        if (indent < 0 && raw !== "") fail();
        lines.push(indent < 0 ? "" : raw.slice(indent));
        continue;
      }
      if (indent < 0) indent = depth > parent ? depth : fail();
      if (depth < indent) {
        if (depth > parent) fail();
        break;
      }
      lines.push(raw.slice(indent));
    }
    if (indent < 0 || chomping === "+") return fail();
    // The text's own last line end is no line.
    while (lines.length > 0 && lines.at(-1) === "") lines.pop();
    return lines.join("\n") + (chomping === "-" ? "" : "\n");
  }
}

function isItem(content: string): boolean {
  return content === "-" || content.startsWith("- ");
}

function hasKey(content: string): boolean {
  const first = content.charAt(0);
  if (first === '"' || first === "'") return /^(?:"[^"\\]*"|'[^']*')\s*:(?: |$)/.test(content);
  return !"[{|>".includes(first) && keyEnd(content) >= 0;
}

function keyOf(content: string): { key: string; rest: string } {
  const [all, double, single] = /^(?:"([^"\\]*)"|'([^']*)')\s*:(?: +|$)/.exec(content) ?? [];
  if (all !== undefined) return { key: double ?? single ?? "", rest: content.slice(all.length) };
  const end = keyEnd(content);
  const key = content.slice(0, Math.max(end, 0)).trimEnd();
  // What begins with an indicator, or has a comment in it, is none of ours.
  if (end <= 0 || /^[-?:]( |$)|^[,[\]{}#&*!|>'"%@`]| #/.test(key)) fail();
  return { key, rest: content.slice(end + 1).trimStart() };
}

function keyEnd(content: string): number {
  const end = content.indexOf(": ");
  return end >= 0 ? end : content.endsWith(":") ? content.length - 1 : -1;
}

function inlineValue(rest: string): Tree {
  const first = rest.charAt(0);
  if (`"'[{`.includes(first)) {
    const flow = flowValue(rest);
    return flow === undefined ? fail() : flow.value;
  }
  if (/^[,\]}#&*!|>%@`]|^[-?:]( |$)/.test(rest)) fail();
  const comment = rest.indexOf(" #");
  const plain = comment < 0 ? rest : rest.slice(0, comment).trimEnd();
  return plain.includes(": ") || plain.endsWith(":") ? fail() : plainScalar(plain);
}

function fail(): never {
  throw new NotSimple();
}
