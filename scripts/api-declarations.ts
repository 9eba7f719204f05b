import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Node, Source } from "./typescript-source.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

export interface Found {
  readonly signature: string;
  readonly text: string;
  /** What a factory's result is called in its signature: an interface with the documentation. */
  readonly type?: string | undefined;
  /** The class that a class extends. */
  readonly parent?: string | undefined;
}

/** Everything with a name in `src/api`. */
export function apiDeclarations(): ReadonlyMap<string, Found> {
  const found = new Map<string, Found>();
  for (const path of readdirSync(join(root, "src/api"), { recursive: true, encoding: "utf8" }).sort()) {
    if (path.endsWith(".ts")) declarationsIn(join("src/api", path), found);
  }
  return found;
}

/** Classes and interfaces with their members (`Container.stop`), functions, and what factories make (`createVerbs#pull`). */
function declarationsIn(path: string, found: Map<string, Found>): void {
  const source = new Source(path);
  for (const statement of source.body) {
    if (statement.type !== "ExportNamedDeclaration" || !statement.declaration) continue;
    const { declaration } = statement;
    const text = source.textBefore(statement);
    const name: string | undefined = declaration.id?.name;
    if (declaration.type === "ClassDeclaration") {
      found.set(name!, { signature: `class ${name}`, text, parent: declaration.superClass?.name });
      for (const member of declaration.body.body) addMember(source, member, name!, found);
    } else if (declaration.type === "TSInterfaceDeclaration") {
      const calls = declaration.body.body.filter(({ type }: Node) => type === "TSCallSignatureDeclaration");
      const signature = calls.map(({ start, end }: Node) => source.slice(start, end).replace(/;$/, "")).join("\n");
      const texts = [text, ...calls.map((call: Node) => source.textBefore(call))].filter(Boolean);
      found.set(name!, { signature, text: texts.join("\n") });
      for (const member of declaration.body.body) addMember(source, member, name!, found);
    } else if (declaration.type === "TSTypeAliasDeclaration" && declaration.typeAnnotation.type === "TSFunctionType") {
      const { start, returnType, end } = declaration.typeAnnotation;
      const result = source.slice(returnType.typeAnnotation.start, end);
      found.set(name!, { signature: `${source.slice(start, returnType.start)}: ${result}`, text });
    } else if (declaration.type === "TSDeclareFunction") {
      const signature = source.slice(declaration.id.start, declaration.end).replace(/;$/, "");
      const known = found.get(name!);
      found.set(name!, {
        signature: [known?.signature, signature].filter(Boolean).join("\n"),
        text: known?.text || text,
      });
    } else if (declaration.type === "FunctionDeclaration" && !found.has(name!)) {
      const type = declaration.returnType?.typeAnnotation.typeName?.name;
      const signature = source.slice(declaration.id.start, declaration.body.start);
      found.set(name!, { signature, text, type });
      addMade(source, declaration.body, name!, found);
    } else if (declaration.type === "VariableDeclaration") {
      for (const { id, init } of declaration.declarations) {
        if (id.type === "Identifier" && init)
          found.set(id.name, { signature: signatureOf(source, id.name, init), text });
      }
    }
  }
}

function addMember(source: Source, member: Node, owner: string, found: Map<string, Found>): void {
  const { key, computed, accessibility, kind, start, end, value } = member;
  if (key?.type !== "Identifier" || computed || accessibility || kind === "constructor") return;
  const body = value?.type === "FunctionExpression" ? value.body?.start : undefined;
  const signature = source
    .slice(start, body ?? end)
    .replace(/^get (\w+)\(\)/, "$1")
    .replace(/^(declare |readonly |async |\*)+/, "")
    .replace(/;$/, "");
  const type = member.typeAnnotation?.typeAnnotation.typeName?.name;
  const text = source.textBefore(member);
  // Of overloads, the first one's words stand for all.
  const known = found.get(`${owner}.${key.name}`);
  found.set(`${owner}.${key.name}`, known ?? { signature, text, type });
}

/** What the function returns: the properties of its object, and the local function that they are assigned to. */
function addMade(source: Source, body: Node, factory: string, found: Map<string, Found>): void {
  const locals = new Map<string, { statement: Node; init: Node }>();
  for (const statement of body.body) {
    if (statement.type === "VariableDeclaration")
      for (const { id, init } of statement.declarations) locals.set(id.name, { statement, init });
    if (statement.type !== "ReturnStatement" || !statement.argument) continue;
    const { argument } = statement;
    if (argument.type === "ArrowFunctionExpression")
      found.set(`${factory}#`, { signature: signatureOf(source, "", argument), text: "" });
    const isAssigned =
      argument.type === "CallExpression" &&
      source.slice(argument.callee.start, argument.callee.end) === "Object.assign";
    const object = isAssigned ? argument.arguments[1] : argument;
    const main = isAssigned ? locals.get(argument.arguments[0].name) : undefined;
    if (main)
      found.set(`${factory}#`, {
        signature: signatureOf(source, "", main.init),
        text: source.textBefore(main.statement),
      });
    if (object.type !== "ObjectExpression") continue;
    for (const property of object.properties) {
      if (property.key?.type !== "Identifier") continue;
      const { name } = property.key;
      found.set(`${factory}#${name}`, {
        signature: signatureOf(source, name, property.value),
        text: source.textBefore(property),
        type: property.value.type === "CallExpression" ? property.value.callee.name : undefined,
      });
    }
  }
}

function signatureOf(source: Source, name: string, value: Node): string {
  if (value.type !== "ArrowFunctionExpression" && value.type !== "FunctionExpression") return name;
  const { params, returnType, body } = value;
  const last = returnType ?? params.at(-1);
  const open = source.code.indexOf("(", value.start);
  if (last === undefined) return `${name}()`;
  const end = returnType ? returnType.end : source.code.lastIndexOf(")", source.code.lastIndexOf("=>", body.start)) + 1;
  return `${name}${source.slice(open, end)}`;
}
