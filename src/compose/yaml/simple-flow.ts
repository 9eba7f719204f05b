import { type Tree, treeMap } from "../tree.ts";
import { plainScalar } from "./plain-scalar.ts";
import { addMerged, markOf, type SimpleAnchors } from "./simple-anchors.ts";
import { maxYamlDepth } from "./yaml-document.ts";

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  '"': '"',
  "\\": "\\",
  "/": "/",
  "0": "\0",
};

/** A quoted scalar or a flow collection that ends in its own line; undefined for what is more than that. */
export function flowValue(line: string, anchors: SimpleAnchors, outerDepth: number): { value: Tree } | undefined {
  let at = 0;
  let isOurs = true;

  const give = (): null => {
    isOurs = false;
    at = line.length;
    return null;
  };
  const skip = () => {
    while (line.charCodeAt(at) === 32) at++;
  };

  function quoted(): string {
    const quote = line.charAt(at++);
    let text = "";
    for (; at < line.length; at++) {
      const char = line.charAt(at);
      if (char === quote) {
        if (quote === '"' || line.charAt(at + 1) !== "'") {
          at++;
          return text;
        }
        at++;
      } else if (char === "\\" && quote === '"') {
        const letter = line.charAt(++at);
        if (!Object.hasOwn(escapes, letter)) give();
        text += escapes[letter] ?? "";
        continue;
      }
      text += char;
    }
    give();
    return text;
  }

  function plain(): string {
    const start = at;
    for (; at < line.length; at++) {
      const char = line.charAt(at);
      if (char === "," || char === "]" || char === "}") break;
      if (char === "[" || char === "{" || char === "#") give();
      if (char === ":" && /[ ,\]}[{]|^$/.test(line.charAt(at + 1))) break;
    }
    const text = line.slice(start, at).trimEnd();
    if (/^[-?:&*!|>%@`'"]/.test(text) && !/^-[^ ]/.test(text)) give();
    return text;
  }

  function list(depth: number): Tree[] {
    const items: Tree[] = [];
    at++;
    for (skip(); line.charAt(at) !== "]"; skip()) {
      if (at >= line.length || line.charAt(at) === ",") give();
      anchors.visit();
      items.push(anchored(depth + 1));
      skip();
      // `[a: b]` is a list of mappings.
      if (line.charAt(at) === ",") at++;
      else if (line.charAt(at) !== "]") give();
      if (!isOurs) return items;
    }
    at++;
    return items;
  }

  function map(depth: number): Tree {
    const entries = treeMap();
    const merged: Tree[] = [];
    at++;
    for (skip(); line.charAt(at) !== "}"; skip()) {
      const isQuoted = line.charAt(at) === '"' || line.charAt(at) === "'";
      const key = isQuoted ? quoted() : plain();
      skip();
      if (key === "" || key in entries || (key === "<<" && isQuoted) || /^[[{]/.test(key)) give();
      anchors.visit();
      let entry: Tree = null;
      if (line.charAt(at) === ":") {
        at++;
        skip();
        if (line.charAt(at) !== "," && line.charAt(at) !== "}") entry = anchored(depth + 1);
        skip();
      }
      if (key === "<<") merged.push(entry);
      else entries[key] = entry;
      if (line.charAt(at) === ",") at++;
      else if (line.charAt(at) !== "}") give();
      if (!isOurs) return entries;
    }
    at++;
    addMerged(entries, merged);
    return entries;
  }

  /** A value in a collection, which may be an alias or have an anchor. */
  function anchored(depth: number): Tree {
    const first = line.charAt(at);
    if (first !== "&" && first !== "*") return value(depth);
    const { name, rest } = markOf(line.slice(at));
    at = line.length - rest.length;
    return first === "*" ? anchors.alias(name, depth) : anchors.anchor(name, () => value(depth));
  }

  function value(depth: number): Tree {
    if (depth > maxYamlDepth) return give();
    switch (line.charAt(at)) {
      case "[":
        return list(depth);
      case "{":
        return map(depth);
      case '"':
      case "'":
        return quoted();
      default: {
        const text = plain();
        return text === "" ? give() : plainScalar(text);
      }
    }
  }

  const found = value(outerDepth);
  return isOurs && /^(?: *| +#.*)$/.test(line.slice(at)) ? { value: found } : undefined;
}
