import { isTreeMap, type Tree, type TreeMap, treeMap } from "../tree.ts";
import { notSimple } from "./not-simple.ts";
import { maxAliasedValues, maxYamlDepth } from "./yaml-document.ts";

/** `&name` or `*name`, with what may follow it in a line or a flow collection. */
const mark = /^[&*]([A-Za-z0-9_-]+)(?=[ ,\]}]|$) */;

/** The name of an anchor or alias at the beginning of a text, and what follows. */
export function markOf(text: string): { name: string; rest: string } {
  const [all, name = ""] = mark.exec(text) ?? notSimple();
  return { name, rest: text.slice(all.length) };
}

/** The anchors of a document. Aliases are copies, bounded as those of the whole parser are: by all values it would visit for them. */
export class SimpleAnchors {
  /** Of one that is still being read, undefined. */
  readonly #anchored = new Map<string, { readonly value: Tree; readonly visits: number } | undefined>();
  #visits = 0;
  #aliased = 0;

  /** Each value of the document is counted, before it is read. */
  visit(): void {
    this.#visits++;
  }

  /** Reads the value of an anchor. Names that are given twice are left to the whole parser. */
  anchor(name: string, read: () => Tree): Tree {
    if (this.#anchored.has(name)) notSimple();
    this.#anchored.set(name, undefined);
    const before = this.#visits;
    const value = read();
    this.#anchored.set(name, { value, visits: this.#visits - before + 1 });
    return value;
  }

  alias(name: string, depth: number): Tree {
    const { value, visits } = this.#anchored.get(name) ?? notSimple();
    this.#visits += visits;
    this.#aliased += visits;
    return this.#aliased > maxAliasedValues ? notSimple() : copyOf(value, depth);
  }
}

/** Adds to a mapping what its `<<` keys say, the first ones first, where it says nothing itself. */
export function addMerged(map: TreeMap, merged: readonly Tree[]): void {
  for (const source of merged.flat()) {
    if (!isTreeMap(source)) notSimple();
    for (const key in source) if (!(key in map)) map[key] = source[key] ?? null;
  }
}

function copyOf(value: Tree, depth: number): Tree {
  if (depth > maxYamlDepth) notSimple();
  if (Array.isArray(value)) return value.map((item) => copyOf(item, depth + 1));
  if (!isTreeMap(value)) return value;
  const copy = treeMap();
  for (const key in value) copy[key] = copyOf(value[key] ?? null, depth + 1);
  return copy;
}
