import { Cursor } from "./cursor.ts";
import { parseExpression } from "./expression-parser.ts";
import { type JsonNode, parseJson } from "./json-parser.ts";
import { invalidAt, type Source } from "./source.ts";
import type { Attribute, Block, Body, Expression } from "./syntax.ts";
import { parseTemplateText } from "./template-text.ts";

/** Which members of an object are blocks, of how many labels, and what blocks there are in these. */
interface Schema {
  readonly [type: string]: { readonly labels: number; readonly inner: Schema };
}

const schema: Schema = {
  variable: { labels: 1, inner: { validation: { labels: 0, inner: {} } } },
  function: { labels: 1, inner: {} },
  group: { labels: 1, inner: {} },
  target: { labels: 1, inner: {} },
};

/** Reads a file in HCL's JSON syntax, whose texts are templates. Throws BAKE_INVALID with file, line, column and the lines around. */
export function parseHclJson(source: Source): Body {
  return bodyOf(parseJson(source), schema);
}

type Member = readonly [key: string, value: JsonNode];

function bodyOf(node: JsonNode, blocksIn: Schema): Body {
  const attributes: Attribute[] = [];
  const blocks: Block[] = [];
  for (const [name, value] of membersOf(node)) {
    const known = Object.hasOwn(blocksIn, name) ? blocksIn[name] : undefined;
    if (name === "//") continue; // A comment.
    if (known === undefined) attributes.push({ name, range: value.range, value: expressionOf(name, value) });
    else
      for (const each of labelled(value, known.labels)) {
        blocks.push({ type: name, labels: each.labels, range: each.node.range, body: bodyOf(each.node, known.inner) });
      }
  }
  return { attributes, blocks };
}

/** One below the other, or side by side in a list. */
function labelled(node: JsonNode, depth: number): { labels: string[]; node: JsonNode }[] {
  if (Array.isArray(node.value)) return (node.value as readonly JsonNode[]).flatMap((each) => labelled(each, depth));
  if (depth === 0) return [{ labels: [], node }];
  return membersOf(node).flatMap(([label, value]) => {
    return labelled(value, depth - 1).map((each) => ({ ...each, labels: [label, ...each.labels] }));
  });
}

function membersOf({ value, range }: JsonNode): readonly Member[] {
  if (value instanceof Map) return [...(value as ReadonlyMap<string, JsonNode>)];
  throw invalidAt(range, "this is not an object");
}

function expressionOf(name: string, node: JsonNode): Expression {
  // Types are expressions, which are never filled in.
  if (name !== "type" || typeof node.value !== "string") return written(node);
  const source: Source = { file: node.range.source.file, text: node.value };
  return parseExpression(new Cursor(source, parseExpression));
}

function written({ value, range }: JsonNode): Expression {
  if (typeof value === "string") return parseTemplateText(value, range);
  if (Array.isArray(value)) return { kind: "tuple", range, items: (value as readonly JsonNode[]).map(written) };
  if (!(value instanceof Map)) return { kind: "literal", range, value: value as number | boolean | null };
  const members = [...(value as ReadonlyMap<string, JsonNode>)];
  const entries = members.map(([key, each]) => ({ key: parseTemplateText(key, each.range), value: written(each) }));
  return { kind: "object", range, entries };
}
