import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  type Scalar,
  type YAMLError,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { AttributeProblem } from "../attribute-problem.ts";
import { isTreeMap, type Tree, type TreeMap, type TreePath, treeMap } from "../tree.ts";
import { plainScalar } from "./plain-scalar.ts";
import { maxAliasedValues, maxYamlDepth, type YamlDocument } from "./yaml-document.ts";

const options = {
  schema: "failsafe",
  uniqueKeys: false,
  logLevel: "silent",
  prettyErrors: false,
  keepSourceTokens: false,
} as const;

/** All of YAML that Go's yaml.v3 reads. Throws an AttributeProblem with line and column. */
export function parseWholeYaml(text: string): YamlDocument[] {
  return yamlNodes(text).documents.map((document) => new Reader().read(document));
}

/** The nodes, for positions; each knows where it begins and ends. */
export function yamlNodes(text: string): { documents: Document[]; lines: LineCounter } {
  const lines = new LineCounter();
  const parsed = nodesOf(text, lines);
  // Of an empty file, an empty list that says so.
  const documents = Array.isArray(parsed) ? parsed : [];
  const error = documents.flatMap((document) => document.errors)[0];
  if (error !== undefined) throw syntaxProblem(error, lines);
  return { documents, lines };
}

function nodesOf(text: string, lines: LineCounter): ReturnType<typeof parseAllDocuments> {
  try {
    return parseAllDocuments(text, { ...options, lineCounter: lines });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw tooDeep([], error);
  }
}

function syntaxProblem(error: YAMLError, lines: LineCounter): AttributeProblem {
  if (error.code === "RESOURCE_EXHAUSTION") return tooDeep([], error);
  const { line, col } = lines.linePos(error.pos[0]);
  const message = error.message.charAt(0).toLowerCase() + error.message.slice(1);
  return new AttributeProblem([], `line ${line}, column ${col}: ${message.replace(/\.$/, "")}`, { cause: error });
}

function tooDeep(path: TreePath, cause?: unknown): AttributeProblem {
  return new AttributeProblem(path, `is nested more than ${maxYamlDepth} levels deep`, { cause });
}

/** Makes plain data of one document's nodes: aliases are copies, since what is loaded is written to. */
class Reader {
  readonly #anchors = new Map<string, Node>();
  /** What an alias stands for is settled where it stands: a later anchor may have the same name. */
  readonly #targets = new Map<Node, Node>();
  readonly #open = new Set<Node>();
  readonly #resets: string[][] = [];
  #aliased = 0;
  #aliases = 0;

  read(document: Document): YamlDocument {
    return { root: this.#value(document.contents, []) ?? null, resets: this.#resets };
  }

  /** Undefined for what `!reset` takes away. */
  #value(node: unknown, path: readonly string[]): Tree | undefined {
    if (path.length > maxYamlDepth) throw tooDeep(path);
    if (this.#aliases > 0 && ++this.#aliased > maxAliasedValues) {
      throw new AttributeProblem(path, `has aliases for more than ${maxAliasedValues} values`);
    }
    if (isAlias(node)) return this.#alias(node, path);
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return null;
    this.#anchor(node);
    if (node.tag === "!reset" || node.tag === "!override") this.#resets.push([...path]);
    if (node.tag === "!reset") return undefined;
    if (isScalar(node)) return scalarValue(String(node.value ?? ""), node.type === "PLAIN", node.tag);
    if (this.#open.has(node)) throw new AttributeProblem(path, "is an alias for what it is in");
    this.#open.add(node);
    const value = isSeq(node) ? this.#list(node.items, path) : this.#map(node.items, path);
    this.#open.delete(node);
    return value;
  }

  #anchor(node: Scalar | YAMLMap | YAMLSeq): void {
    if (node.anchor !== undefined && this.#aliases === 0) this.#anchors.set(node.anchor, node);
  }

  #alias(node: Alias, path: readonly string[]): Tree | undefined {
    const target = this.#targets.get(node) ?? this.#anchors.get(node.source);
    if (target === undefined) throw new AttributeProblem(path, `has an alias for an unknown anchor: ${node.source}`);
    this.#targets.set(node, target);
    this.#aliases++;
    const value = this.#value(target, path);
    this.#aliases--;
    return value;
  }

  #list(items: readonly unknown[], path: readonly string[]): Tree[] {
    return items.map((item) => this.#value(item, [...path, "[]"])).filter((item) => item !== undefined);
  }

  #map(items: readonly { readonly key: unknown; readonly value: unknown }[], path: readonly string[]): TreeMap {
    const map = treeMap();
    const merged: TreeMap[] = [];
    for (const { key: keyNode, value } of items) {
      const key = this.#key(keyNode, path);
      if (key === "<<" && !(isScalar(keyNode) && keyNode.type !== "PLAIN")) {
        merged.push(...this.#merged(value, path));
        continue;
      }
      if (key in map) throw new AttributeProblem([...path, key], `has the key "${key}" twice`);
      const part = this.#value(value, [...path, key]);
      if (part !== undefined) map[key] = part;
    }
    for (const source of merged) for (const key in source) if (!(key in map)) map[key] = source[key]!;
    return map;
  }

  #key(node: unknown, path: readonly string[]): string {
    if (isAlias(node)) return String(this.#alias(node, path));
    if (!isScalar(node)) throw new AttributeProblem(path, "has a key that is no text");
    this.#anchor(node);
    return String(node.value ?? "");
  }

  #merged(value: unknown, path: readonly string[]): TreeMap[] {
    const source = this.#value(value, path);
    const sources = Array.isArray(source) ? source : [source];
    return sources.map((one) => {
      if (one !== undefined && isTreeMap(one)) return one;
      throw new AttributeProblem(path, "merges with << what is no mapping");
    });
  }
}

function scalarValue(text: string, isPlain: boolean, tag: string | undefined): Tree {
  switch (tag?.replace("tag:yaml.org,2002:", "!!")) {
    case "!!str":
    case "!":
      return text;
    case "!!null":
      return null;
    case "!!binary":
      return Buffer.from(text, "base64").toString("utf8");
    case "!!int":
    case "!!float":
    case "!!bool":
      return plainScalar(text);
    default:
      return isPlain ? plainScalar(text) : text;
  }
}
