import { apiDeclarations, type Found } from "./api-declarations.ts";
import { type Node, Source } from "./typescript-source.ts";

/** A name of the API, its signatures a line each, and what its TSDoc says. */
type ApiDoc = readonly [name: string, signature: string, text: string];

/** `src/shell/api-docs.ts`: what `?name` shows at the prompt, from the TSDoc that editors show, too. */
export function apiDocsModule(): string {
  const lines = apiDocs().map((doc) => `  ${JSON.stringify(doc)},\n`);
  return `/** Made by \`npm run docs\` from the TSDoc of \`src/api\`: name, signatures, text. */
export const apiDocs: readonly (readonly [name: string, signature: string, text: string])[] = [
${lines.join("")}];
`;
}

function apiDocs(): ApiDoc[] {
  const found = apiDeclarations();
  const docs = [...exportsOf(found), ...membersOf(found)];
  return docs.map(({ name, signature, text }): ApiDoc => [name, signature, text]).sort(([a], [b]) => (a < b ? -1 : 1));
}

type Named = Found & { readonly name: string };

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
