import { type Identifier, type MemberExpression, type Node, type Property, parse } from "acorn";

/** As esbuild writes an import: `name=require("…")`, also of a module that is one of the CommonJS kind. */
const requirement = /^(__toESM\()?require\("[^"]+"\)/;

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * A CommonJS script, as esbuild makes it of an ES module, whose imports are loaded when they are first used: its own parts, and Node's modules.
 * What nobody uses, such as an import for its effects, is never loaded: no module of ours has any, nor has one that is bundled.
 */
export function withLateImports(code: string): string {
  const program = parse(code, { ecmaVersion: "latest" });
  const textOf = ({ start, end }: Node) => code.slice(start, end);
  const late = new Map<string, Late>();
  const edits: Edit[] = [];
  const prefix = unusedPrefix(code);
  for (const statement of program.body) {
    if (statement.type !== "VariableDeclaration") continue;
    for (const { id, init } of statement.declarations) {
      if (!init || !requirement.test(textOf(init))) continue;
      const [name, load] = [`${prefix}${late.size}`, `${prefix}l${late.size}`];
      late.set(textOf(id), { name, load });
      edits.push({ start: id.start, end: init.end, text: `${name},${load}=()=>${name}=${textOf(init)}` });
    }
  }
  for (const { node, isShorthand } of uses(program, late)) {
    const { name, load } = late.get(node.name)!; // As `uses` was told.
    // No call where it is loaded: code that runs but a few times is interpreted.
    const text = `${isShorthand ? `${node.name}:` : ""}(${name}??${load}())`;
    edits.push({ start: node.start, end: node.end, text });
  }
  return edited(code, edits);
}

/** What an import is called once it is late, shortly, since each use says both; and what loads it. */
interface Late {
  readonly name: string;
  readonly load: string;
}

function unusedPrefix(code: string, prefix = "$i"): string {
  return code.includes(prefix) ? unusedPrefix(code, `${prefix}_`) : prefix;
}

interface Use {
  readonly node: Identifier;
  /** `{ name }`, where the name is a key as well. */
  readonly isShorthand: boolean;
}

/** Where the names are read. esbuild gives no two things in a file the same name. */
function* uses(node: Node, names: ReadonlyMap<string, Late>, parent?: Node): Generator<Use> {
  if (isIdentifier(node)) {
    if (names.has(node.name) && !isOnlyName(node, parent))
      yield { node, isShorthand: isProperty(parent) && parent.shorthand };
    return;
  }
  if (isProperty(node) && node.shorthand) return yield* uses(node.value, names, node);
  for (const child of Object.values(node).flat()) if (isNode(child)) yield* uses(child, names, node);
}

/** `x.name`, `{ name: x }`, and the `name=` of the declaration itself. */
function isOnlyName(node: Identifier, parent: Node | undefined): boolean {
  if (parent?.type === "VariableDeclarator") return (parent as unknown as { id: Node }).id === node;
  const { computed, property, key } = (parent ?? {}) as Partial<MemberExpression & Property>;
  return !computed && (property === node || (key === node && !(parent as Property).shorthand));
}

function edited(code: string, edits: readonly Edit[]): string {
  let text = "";
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    text += code.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return text + code.slice(at);
}

function isIdentifier(node: Node): node is Identifier {
  return node.type === "Identifier";
}

function isProperty(node: Node | undefined): node is Property {
  return node?.type === "Property";
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}
