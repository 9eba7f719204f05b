import { type Tree, treeMap } from "../tree.ts";
import { plainScalar } from "./plain-scalar.ts";
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
export function flowValue(line: string): { value: Tree } | undefined {
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
      items.push(value(depth + 1));
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
    at++;
    for (skip(); line.charAt(at) !== "}"; skip()) {
      const isQuoted = line.charAt(at) === '"' || line.charAt(at) === "'";
      const key = isQuoted ? quoted() : plain();
      skip();
      if (key === "" || key in entries || key === "<<" || /^[[{]/.test(key)) give();
      entries[key] = null;
      if (line.charAt(at) === ":") {
        at++;
        skip();
        if (line.charAt(at) !== "," && line.charAt(at) !== "}") entries[key] = value(depth + 1);
        skip();
      }
      if (line.charAt(at) === ",") at++;
      else if (line.charAt(at) !== "}") give();
      if (!isOurs) return entries;
    }
    at++;
    return entries;
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

  const found = value(0);
  return isOurs && /^(?: *| +#.*)$/.test(line.slice(at)) ? { value: found } : undefined;
}
