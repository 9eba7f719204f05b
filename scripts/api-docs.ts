import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Comment, parseSync } from "oxc-parser";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A name of the API, its signatures a line each, and what its TSDoc says. */
export type ApiDoc = readonly [name: string, signature: string, text: string];

/** `src/shell/api-docs.ts`: what `?name` shows at the prompt, from the TSDoc that editors show, too. */
export function apiDocsModule(): string {
  const lines = apiDocs().map((doc) => `  ${JSON.stringify(doc)},\n`);
  return `/** Made by \`npm run docs\` from the TSDoc of \`src/api\`: name, signatures, text. */
export const apiDocs: readonly (readonly [name: string, signature: string, text: string])[] = [
${lines.join("")}];
`;
}

export function apiDocs(): ApiDoc[] {
  const found = new Map<string, Found>();
  for (const path of readdirSync(join(root, "src/api"), { recursive: true, encoding: "utf8" }).sort()) {
    if (path.endsWith(".ts")) declarationsIn(join("src/api", path), found);
  }
  const docs = [...exportsOf(found), ...membersOf(found)];
  return docs.map(({ name, signature, text }): ApiDoc => [name, signature, text]).sort(([a], [b]) => (a < b ? -1 : 1));
}

interface Found {
  readonly signature: string;
  readonly text: string;
  /** What a factory's result is called in its signature: an interface with the documentation. */
  readonly type?: string | undefined;
  /** The class that a class extends. */
  readonly parent?: string | undefined;
}

type Named = Found & { readonly name: string };

// biome-ignore lint/suspicious/noExplicitAny: a syntax tree of the parser's, whose nodes are looked at by their type alone.
type Node = any;

class Source {
  readonly code: string;
  readonly body: readonly Node[];
  readonly #comments: readonly Comment[];

  constructor(path: string) {
    this.code = readFileSync(join(root, path), "utf8");
    const { program, comments } = parseSync(path, this.code);
    this.body = program.body;
    this.#comments = comments;
  }

  /** The TSDoc right before a node. */
  textBefore({ start }: Node): string {
    const comment = this.#comments.findLast(({ end }) => end <= start && this.code.slice(end, start).trim() === "");
    if (comment?.type !== "Block" || !comment.value.startsWith("*")) return "";
    return comment.value
      .slice(1)
      .replace(/^\s*\* ?/gm, "")
      .replace(/^```\w*\n?/gm, "")
      .trim();
  }

  slice(start: number, end: number): string {
    const text = this.code.slice(start, end).replace(/\/\*\*[\s\S]*?\*\//g, "");
    return text
      .replace(/\s+/g, " ")
      .replace(/ ([,)])/g, "$1")
      .replace(/,([)}\]])/g, "$1")
      .trim();
  }
}

/** Everything with a name: classes and interfaces with their members (`Container.stop`), functions, and what factories make (`createVerbs#pull`). */
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
    .replace(/^(declare |readonly |async |\*|get )+/, "")
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

/** What `nerdsh` exports, by the names that users know. */
function exportsOf(found: ReadonlyMap<string, Found>): Named[] {
  const source = new Source("src/index.ts");
  const docs: Named[] = [];
  for (const statement of source.body) {
    if (statement.type !== "ExportNamedDeclaration") continue;
    for (const { exported } of statement.specifiers ?? []) {
      const known = found.get(exported.name);
      if (known !== undefined && statement.exportKind !== "type" && known.signature !== "")
        docs.push({ name: exported.name, ...known });
    }
    for (const { id, init } of statement.declaration?.declarations ?? []) {
      const factory: string | undefined = init?.callee?.name;
      const text = source.textBefore(statement);
      if (id.type === "Identifier") docs.push(...madeDocs(found, id.name, factory ?? "", text));
      else for (const { key } of id.properties) docs.push(...memberDocs(found, key.name, `${factory}#${key.name}`));
    }
  }
  return docs;
}

/** `export const network = createNetworkVerbs(…)`: itself, and `network.create`. */
function madeDocs(found: ReadonlyMap<string, Found>, name: string, factory: string, text: string): Named[] {
  const made = found.get(`${factory}#`);
  const type = found.get(found.get(factory)?.type ?? "");
  const signature = [type, made].find((each) => /^[(<]/.test(each?.signature ?? ""))?.signature ?? "";
  const calls = signature === "" ? name : signature.replace(/^/gm, name);
  const texts = [text, made?.text, type?.text].filter(Boolean);
  const own = { name, signature: calls, text: texts.join("\n") };
  const prefix = `${factory}#`;
  const members = [...found.keys()].filter((key) => key.startsWith(prefix) && key !== prefix);
  const typeMembers = [...found.keys()].filter((key) => key.startsWith(`${found.get(factory)?.type}.`));
  return [
    own,
    ...members.flatMap((key) => memberDocs(found, `${name}.${key.slice(prefix.length)}`, key)),
    ...typeMembers.flatMap((key) => memberDocs(found, `${name}.${key.slice(key.indexOf(".") + 1)}`, key)),
  ];
}

function memberDocs(found: ReadonlyMap<string, Found>, name: string, key: string): Named[] {
  const doc = found.get(key);
  if (doc === undefined) return [];
  const type = found.get(doc.type ?? "");
  const result = found.get(type?.type ?? "");
  const made = found.get(`${doc.type}#`);
  const calls = [type, result, made].find((each) => each?.signature.startsWith("(") || each?.signature.startsWith("<"));
  if (calls === undefined) return [{ name, ...doc }];
  const text = [doc.text, calls.text].filter(Boolean).join("\n");
  return [{ name, signature: calls.signature.replace(/^/gm, name.slice(name.lastIndexOf(".") + 1)), text }];
}

/** Of classes, whose instances people hold: `Container.stop`. */
function membersOf(found: ReadonlyMap<string, Found>): Named[] {
  return [...heldClasses(found)].flatMap((owner) => {
    const members = [...found.keys()].filter((key) => key.startsWith(`${owner}.`) && !key.includes("._"));
    return members.flatMap((key) => memberDocs(found, key, key));
  });
}

/** The classes that `nerdsh` exports, as types alone, too, and those that they extend. */
function heldClasses(found: ReadonlyMap<string, Found>): ReadonlySet<string> {
  const statements = new Source("src/index.ts").body.filter(({ type }: Node) => type === "ExportNamedDeclaration");
  const exported = statements.flatMap(({ specifiers }: Node) =>
    specifiers.map(({ exported }: Node): string => exported.name),
  );
  const held = new Set<string>();
  for (const name of exported) {
    for (let at: string | undefined = name; at !== undefined && !held.has(at); at = found.get(at)?.parent) {
      if (found.get(at)?.signature.startsWith("class ")) held.add(at);
    }
  }
  return held;
}
