import { type Tree, type TreeMap, treeMap } from "../tree.ts";
import { NotSimple, notSimple } from "./not-simple.ts";
import { plainScalar } from "./plain-scalar.ts";
import { addMerged, markOf, SimpleAnchors } from "./simple-anchors.ts";
import { flowValue } from "./simple-flow.ts";
import { hasKey, isItem, keyOf } from "./simple-line.ts";
import { maxYamlDepth } from "./yaml-document.ts";

interface Line {
  readonly indent: number;
  readonly content: string;
}

/**
 * Reads what nearly all compose files are made of: mappings and lists, scalars of one line, flow collections of one line, `|` blocks, and anchors, aliases and
 * merge keys. Undefined for all else. It is eight times as fast as the whole parser, which would take longer than all other work of `config`.
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
  readonly #anchors = new SimpleAnchors();
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
    return this.#line() === undefined ? root : notSimple();
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
    if (++this.#depth > maxYamlDepth) notSimple();
    const value = isItem(content) ? this.#list(indent) : this.#map(indent);
    this.#depth--;
    return value;
  }

  #map(indent: number): TreeMap {
    const map = treeMap();
    const merged: Tree[] = [];
    for (let line = this.#line(); line !== undefined && line.indent >= indent; line = this.#line()) {
      if (line.indent > indent || isItem(line.content)) notSimple();
      const { key, rest } = keyOf(line.content);
      if (key in map) notSimple();
      this.#next();
      const value = this.#value(rest, indent, true);
      if (key === "<<") merged.push(value);
      else map[key] = value;
    }
    addMerged(map, merged);
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
      // `- &a b: c` names the key, and not the mapping.
      if (rest.startsWith("&") && hasKey(markOf(rest).rest)) notSimple();
      const isMap = rest !== "" && !/^[#&]/.test(rest) && hasKey(rest);
      if (isItem(rest)) notSimple();
      this.#next();
      if (isMap) {
        // The line is gone on in the mapping, whose keys stand below its first one.
        this.#at--;
        this.#rest = { indent: indent + line.content.length - rest.length, content: rest };
        this.#anchors.visit();
        list.push(this.#block(this.#rest));
      } else list.push(this.#value(rest, indent, false));
    }
    const after = this.#line();
    return after !== undefined && after.indent > indent ? notSimple() : list;
  }

  /** What stands after a key or a dash; a list may stand as deep as its key. */
  #value(text: string, indent: number, isOfKey: boolean): Tree {
    this.#anchors.visit();
    if (!text.startsWith("&")) return this.#bareValue(text, indent, isOfKey);
    const { name, rest } = markOf(text);
    if (rest.startsWith("*")) notSimple();
    return this.#anchors.anchor(name, () => this.#bareValue(rest, indent, isOfKey));
  }

  #bareValue(rest: string, indent: number, isOfKey: boolean): Tree {
    if (rest === "" || rest.startsWith("#")) {
      const line = this.#line();
      if (line === undefined || line.indent < indent) return null;
      if (line.indent > indent) return this.#block(line);
      return isOfKey && isItem(line.content) ? this.#list(indent) : null;
    }
    if (rest.startsWith("|")) return this.#literal(rest, indent);
    const value = this.#inline(rest);
    const line = this.#line();
    return line !== undefined && line.indent > indent ? notSimple() : value;
  }

  #literal(header: string, parent: number): string {
    const [, chomping] = /^\|([-+]?)(?: +#.*)?$/.exec(header) ?? notSimple();
    const lines: string[] = [];
    let indent = -1;
    for (; this.#at < this.#raw.length; this.#at++) {
      const raw = this.#raw[this.#at]!;
      const depth = raw.length - raw.trimStart().length;
      if (raw.trim() === "") {
        if (indent < 0 && raw !== "") notSimple();
        lines.push(indent < 0 ? "" : raw.slice(indent));
        continue;
      }
      if (indent < 0) indent = depth > parent ? depth : notSimple();
      if (depth < indent) {
        if (depth > parent) notSimple();
        break;
      }
      lines.push(raw.slice(indent));
    }
    if (indent < 0 || chomping === "+") return notSimple();
    // The text's own last line end is no line.
    while (lines.length > 0 && lines.at(-1) === "") lines.pop();
    return lines.join("\n") + (chomping === "-" ? "" : "\n");
  }

  #inline(rest: string): Tree {
    const first = rest.charAt(0);
    if (first === "*") {
      const { name, rest: after } = markOf(rest);
      return after === "" || after.startsWith("#") ? this.#anchors.alias(name, this.#depth) : notSimple();
    }
    const [all, double, single] = /^(?:"([^"\\]*)"|'([^']*)')$/.exec(rest) ?? [];
    if (all !== undefined) return double ?? single ?? "";
    if (`"'[{`.includes(first)) {
      const flow = flowValue(rest, this.#anchors, this.#depth);
      return flow === undefined ? notSimple() : flow.value;
    }
    if (/^[,\]}#&!|>%@`]|^[-?:]( |$)/.test(rest)) notSimple();
    const comment = rest.indexOf(" #");
    const plain = comment < 0 ? rest : rest.slice(0, comment).trimEnd();
    return plain.includes(": ") || plain.endsWith(":") ? notSimple() : plainScalar(plain);
  }
}
