import type { AnyNode, ImportDeclaration, Program } from "acorn";
import { visit } from "../platform/syntax-tree.ts";
import { parseSource } from "./source-tree.ts";

/** What code at the prompt reaches under `Symbol.for("nerdsh.prompt")`. */
export interface PromptRuntime {
  import(specifier: string): Promise<unknown>;
  /** Keeps what `using` declared until the prompt ends: a line is no block to leave. */
  own(value: unknown): void;
  readonly meta: { readonly url: string; readonly dirname: string };
}

export const promptSymbol = Symbol.for("nerdsh.prompt");
const runtime = `globalThis[Symbol.for("nerdsh.prompt")]`;

export interface PromptCode {
  readonly code: string;
  /** Names that the line declares. */
  readonly declared: readonly string[];
}

/** A module's statements as a script: imports become `await import`, `using` becomes `const`, `export` goes. */
export function promptCode(javascript: string): PromptCode {
  const wrapped = /^\s*\{[\s\S]*\}\s*;?\s*$/.test(javascript) && `(${javascript.trim().replace(/;$/, "")})`;
  const code = wrapped !== false && parseSource(wrapped).ok ? wrapped : javascript;
  const parsed = parseSource(code);
  if (!parsed.ok) return { code, declared: [] }; // The evaluator says what is wrong with it.
  const edits: Edit[] = [];
  visit(parsed.program, (node) => edits.push(...editsOf(node, code)));
  const result = edits
    .sort((a, b) => b.start - a.start)
    .reduce((text, { start, end, replacement }) => text.slice(0, start) + replacement + text.slice(end), code);
  return { code: result, declared: declaredNames(parsed.program) };
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

function editsOf(node: AnyNode, code: string): Edit[] {
  const { start, end } = node;
  switch (node.type) {
    case "ImportDeclaration":
      return [{ start, end, replacement: awaitedImport(node) }];
    case "ImportExpression":
      return [{ start, end: start + "import".length, replacement: `${runtime}.import` }];
    case "MetaProperty":
      return node.meta.name === "import" ? [{ start, end, replacement: `${runtime}.meta` }] : [];
    case "ExportNamedDeclaration":
      return node.declaration
        ? [{ start, end: node.declaration.start, replacement: "" }]
        : [{ start, end, replacement: "" }];
    case "Program":
      return node.body.flatMap((statement) => ownings(statement, code));
    default:
      return [];
  }
}

/** `await using web = …` → `const web = …; own(web)` */
function ownings(node: AnyNode, code: string): Edit[] {
  if (node.type !== "VariableDeclaration" || !node.kind.endsWith("using")) return [];
  const first = node.declarations[0]!;
  const names = node.declarations.map(({ id }) => code.slice(id.start, id.end));
  const owned = names.map((name) => ` ${runtime}.own(${name});`).join("");
  return [
    { start: node.start, end: first.start, replacement: "const " },
    { start: node.end, end: node.end, replacement: `;${owned}` },
  ];
}

function awaitedImport({ specifiers, source }: ImportDeclaration): string {
  const module = `await ${runtime}.import(${JSON.stringify(source.value)})`;
  const whole = specifiers.find(({ type }) => type === "ImportNamespaceSpecifier")?.local.name;
  const named = specifiers.flatMap((specifier) => {
    if (specifier.type === "ImportDefaultSpecifier") return [`default: ${specifier.local.name}`];
    if (specifier.type !== "ImportSpecifier") return [];
    const { imported, local } = specifier;
    return [`${imported.type === "Identifier" ? imported.name : JSON.stringify(imported.value)}: ${local.name}`];
  });
  const declarations = [
    ...(whole === undefined ? [] : [`${whole} = ${module}`]),
    ...(named.length === 0 ? [] : [`{ ${named.join(", ")} } = ${module}`]),
  ];
  return declarations.length === 0 ? `void (${module});` : `const ${declarations.join(", ")};`;
}

function declaredNames({ body }: Program): string[] {
  return body.flatMap((statement) => {
    const node =
      statement.type === "ExportNamedDeclaration" && statement.declaration ? statement.declaration : statement;
    if (node.type === "ImportDeclaration") return node.specifiers.map(({ local }) => local.name);
    if (node.type === "FunctionDeclaration" || node.type === "ClassDeclaration") return node.id ? [node.id.name] : [];
    if (node.type === "VariableDeclaration") return node.declarations.flatMap(({ id }) => boundNames(id));
    if (node.type !== "ExpressionStatement" || node.expression.type !== "AssignmentExpression") return [];
    return boundNames(node.expression.left);
  });
}

/** The names that a pattern binds: `{ a, b: [c] }` → a, c. */
function boundNames(pattern: AnyNode): string[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap((part) => boundNames(part.type === "Property" ? part.value : part.argument));
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => (element ? boundNames(element) : []));
    case "AssignmentPattern":
      return boundNames(pattern.left);
    case "RestElement":
      return boundNames(pattern.argument);
    default:
      return [];
  }
}
