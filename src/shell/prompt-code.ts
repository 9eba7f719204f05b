import type { AnyNode, ImportDeclaration, Program, VariableDeclaration } from "acorn";
import { visit } from "../platform/syntax-tree.ts";
import type { AwaitHolder } from "./await-holder.ts";
import { type CodeEdit, editedCode } from "./code-edit.ts";
import { parseSource } from "./source-tree.ts";

/** What code at the prompt reaches under `Symbol.for("nerdsh.prompt")`. */
export interface PromptRuntime {
  import(specifier: string): Promise<unknown>;
  /** Keeps what `using` declared until the prompt ends: a line is no block to leave. */
  own(value: unknown): void;
  /** By the number of the line that awaits. */
  readonly awaits: Readonly<Record<number, AwaitHolder>>;
  readonly meta: { readonly url: string; readonly dirname: string };
}

export const promptSymbol = Symbol.for("nerdsh.prompt");
const runtime = `globalThis[Symbol.for("nerdsh.prompt")]`;

/** What code calls the holder of the line with this number. */
export function awaitHolder(line: number): string {
  return `${runtime}.awaits[${line}]`;
}

export interface PromptCode {
  readonly code: string;
  /** Names that the line declares. */
  readonly declared: readonly string[];
  /** Something in it is disposed of at the end of its block, which not every runtime knows how to do. */
  readonly hasUsing: boolean;
  /** It ends in something other than a declaration, which is not shown. */
  readonly hasValue: boolean;
}

/** A module's statements as a script: imports become `await import`, `using` becomes `const`, `export` goes. */
export function promptCode(javascript: string): PromptCode {
  const wrapped = /^\s*\{[\s\S]*\}\s*;?\s*$/.test(javascript) && `(${javascript.trim().replace(/;$/, "")})`;
  const code = wrapped !== false && parseSource(wrapped).ok ? wrapped : javascript;
  const parsed = parseSource(code);
  if (!parsed.ok) return { code, declared: [], hasUsing: false, hasValue: true }; // The evaluator says what is wrong with it.
  const edits: CodeEdit[] = [];
  const usings: AnyNode[] = [];
  visit(parsed.program, (node) => {
    edits.push(...editsOf(node, code));
    if (isUsing(node)) usings.push(node);
  });
  const { body } = parsed.program;
  const hasUsing = usings.some((node) => !body.some((statement) => statement === node));
  const hasValue = !/Declaration$/.test(body.at(-1)?.type ?? "");
  return { code: editedCode(code, edits), declared: declaredNames(parsed.program), hasUsing, hasValue };
}

function editsOf(node: AnyNode, code: string): CodeEdit[] {
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
function ownings(node: AnyNode, code: string): CodeEdit[] {
  if (!isUsing(node)) return [];
  const first = node.declarations[0]!;
  const names = node.declarations.map(({ id }) => code.slice(id.start, id.end));
  const owned = names.map((name) => ` ${runtime}.own(${name});`).join("");
  return [
    { start: node.start, end: first.start, replacement: "const " },
    { start: node.end, end: node.end, replacement: `;${owned}` },
  ];
}

function isUsing(node: AnyNode): node is VariableDeclaration {
  return node.type === "VariableDeclaration" && node.kind.endsWith("using");
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
