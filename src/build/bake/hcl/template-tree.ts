import { between, invalidAt, type Range } from "./source.ts";
import type { Expression, ForExpression } from "./syntax.ts";

/** What stands in a template one after the other. */
export type TemplatePart = { readonly range: Range } & (
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "value"; readonly value: Expression }
  | { readonly kind: "if"; readonly condition: Expression }
  | ({ readonly kind: "for" } & Pick<ForExpression, "keyName" | "valueName" | "collection">)
  | { readonly kind: "else" | "endif" | "endfor" }
);

/** The parts as one expression, conditions and loops in each other. `all` stands for the place of each where these are of another text. */
export function templateTree(parts: readonly TemplatePart[], range: Range, all?: Range): Expression {
  const placed = all === undefined ? parts : parts.map((part) => ({ ...part, range: all }));
  const [first] = placed;
  if (placed.length === 1 && first?.kind === "value") return all === undefined ? first.value : moved(first.value, all);
  const reader = { parts: placed, at: 0 };
  const made = sequence(reader, range);
  const rest = reader.parts[reader.at];
  if (rest !== undefined) throw invalidAt(rest.range, `nothing is open that %{ ${rest.kind} } could be of`);
  const tree = joined(made, range);
  return all === undefined ? tree : moved(tree, all);
}

interface Reader {
  readonly parts: readonly TemplatePart[];
  at: number;
}

function sequence(reader: Reader, range: Range, depth = 0): Expression[] {
  const made: Expression[] = [];
  if (depth > 100) throw invalidAt(range, "this is too deeply nested");
  for (let part = reader.parts[reader.at]; part !== undefined; part = reader.parts[reader.at]) {
    if (part.kind === "else" || part.kind === "endif" || part.kind === "endfor") return made;
    reader.at++;
    if (part.kind === "text") made.push({ kind: "literal", range: part.range, value: part.text });
    else if (part.kind === "value") made.push(part.value);
    else if (part.kind === "if") made.push(condition(reader, part, depth));
    else if (part.kind === "for") made.push(loop(reader, part, depth));
  }
  return made;
}

function condition(reader: Reader, open: Extract<TemplatePart, { kind: "if" }>, depth: number): Expression {
  const yes = joined(sequence(reader, open.range, depth + 1), open.range);
  let no: Expression = { kind: "literal", range: open.range, value: "" };
  if (reader.parts[reader.at]?.kind === "else") {
    reader.at++;
    no = joined(sequence(reader, open.range, depth + 1), open.range);
  }
  const end = closing(reader, open.range, "if", "endif");
  return { kind: "conditional", range: between(open.range, end), condition: open.condition, yes, no };
}

function loop(reader: Reader, open: Extract<TemplatePart, { kind: "for" }>, depth: number): Expression {
  const value = joined(sequence(reader, open.range, depth + 1), open.range);
  const { keyName, valueName, collection } = open;
  const range = between(open.range, closing(reader, open.range, "for", "endfor"));
  const rest = { key: undefined, condition: undefined, isGrouped: false, isJoined: true };
  return { kind: "for", range, keyName, valueName, collection, value, ...rest };
}

function closing(reader: Reader, open: Range, what: string, end: "endif" | "endfor"): Range {
  const part = reader.parts[reader.at];
  if (part?.kind !== end) throw invalidAt(part?.range ?? open, `%{ ${end} } is missing after %{ ${what} … }`);
  reader.at++;
  return part.range;
}

/** Plain texts side by side are one. */
function joined(parts: readonly Expression[], range: Range): Expression {
  const merged: Expression[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (
      part.kind === "literal" &&
      last?.kind === "literal" &&
      typeof last.value === "string" &&
      typeof part.value === "string"
    )
      merged[merged.length - 1] = { ...last, value: last.value + part.value };
    else merged.push(part);
  }
  const [only = { kind: "literal", range, value: "" }] = merged;
  const isPlain = merged.length <= 1 && only.kind === "literal" && typeof only.value === "string";
  return isPlain ? { ...only, range } : { kind: "template", range, parts: merged };
}

/** The same, every place in it being that one. */
function moved<T>(tree: T, range: Range): T {
  if (Array.isArray(tree)) return tree.map((each) => moved(each, range)) as T; // As long as before.
  if (typeof tree !== "object" || tree === null) return tree;
  const entries = Object.entries(tree).map(([key, each]) => [key, key === "range" ? range : moved(each, range)]);
  return Object.fromEntries(entries) as T; // The same fields.
}
