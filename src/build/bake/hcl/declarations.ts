import { closest } from "../../../suggest.ts";
import { invalidAt, type Range } from "./source.ts";
import type { Attribute, Block, Body } from "./syntax.ts";

/** A block of one label. */
export interface Named {
  readonly name: string;
  readonly block: Block;
}

/** What all files declare; of variables, functions and attributes of one name the last counts. */
export interface Declarations {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly variables: ReadonlyMap<string, Named>;
  readonly functions: ReadonlyMap<string, Named>;
  readonly groups: readonly Named[];
  readonly targets: readonly Named[];
}

const types = ["variable", "function", "group", "target"];

/** Throws BAKE_INVALID for blocks that mean nothing. */
export function declarationsOf(bodies: readonly Body[]): Declarations {
  const named = bodies.flatMap(({ blocks }) => blocks).map(namedBlock);
  const of = (type: string) => named.filter(({ block }) => block.type === type);
  const byName = (type: string) => new Map(of(type).map((each) => [each.name, each]));
  const attributes = bodies.flatMap((body) => body.attributes).map((each) => [each.name, each] as const);
  for (const { name, block } of [...of("group"), ...of("target")]) checkName(name, block.range);
  return {
    attributes: new Map(attributes),
    variables: byName("variable"),
    functions: byName("function"),
    groups: of("group"),
    targets: of("target"),
  };
}

/** Throws BAKE_INVALID for what no target can be called. */
export function checkName(name: string, range: Range): void {
  if (/^[\w-]+$/.test(name)) return;
  throw invalidAt(range, `${JSON.stringify(name)} is no name of a target`, {
    hint: "names are of letters, digits, _ and -; sanitize(…) makes one of any text",
  });
}

/** The attributes of a block that has no blocks in it but `inner`, by name. */
export function attributesOf({ type, body }: Block, inner: readonly string[] = []): ReadonlyMap<string, Attribute> {
  const stray = body.blocks.find((block) => !inner.includes(block.type));
  if (stray !== undefined)
    throw invalidAt(stray.range, `a ${type} has no block ${stray.type}`, { hint: `write ${stray.type} = { … }` });
  return new Map(body.attributes.map((attribute) => [attribute.name, attribute]));
}

function namedBlock(block: Block): Named {
  const { type, labels, range } = block;
  if (!types.includes(type)) {
    const suggestions = closest(type, types);
    const hint = suggestions[0] === undefined ? `blocks are ${types.join(", ")}` : `did you mean ${suggestions[0]}?`;
    throw invalidAt(range, `there is no block ${type}`, { suggestions, hint });
  }
  const [name] = labels;
  if (name === undefined || labels.length > 1) throw invalidAt(range, `a ${type} has one name, not ${labels.length}`);
  return { name, block };
}
