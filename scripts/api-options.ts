import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Node, Source } from "./typescript-source.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Whose options the prompt completes otherwise than by the command of the same name, and the types that have them. */
const optionTypes: Readonly<Record<string, readonly string[]>> = {
  "$.in": ["CommandDefaults", "ImageShellOptions"],
  build: ["BuildFlags"],
  containers: ["ContainersOptions"],
  events: ["EventsOptions"],
  exec: ["ExecOptions"],
  images: ["ImagesOptions"],
  logs: ["LogsOptions"],
  pull: ["PullOptions"],
  push: ["PushOptions"],
  run: ["RunFlags"],
  service: ["ServiceOptions"],
  stop: ["StopOptions"],
  task: ["TaskOptions"],
  up: ["ComposeUpOptions"],
  down: ["ComposeDownOptions"],
};

/** What a type of options is made of. */
interface Parts {
  command?: string;
  readonly without: Set<string>;
  readonly own: Map<string, string>;
}

/** `src/shell/api-options.ts`: the options of calls, from the types that editors complete by, too. */
export function apiOptionsModule(): string {
  const types = optionDeclarations();
  const lines = Object.entries(optionTypes).map(([call, names]) => {
    const parts: Parts = { without: new Set(), own: new Map() };
    for (const name of names) addNamed(types, name, parts);
    const { command, without, own } = parts;
    const options = { ...(command && { command }), without: [...without], own: Object.fromEntries(own) };
    return `  ${JSON.stringify(call)}: ${JSON.stringify(options)},\n`;
  });
  return `import type { ApiOptions } from "./call-options.ts";

/** Made by \`npm run docs\` from the types of options in \`src/api\`. */
export const apiOptions: Readonly<Record<string, ApiOptions>> = {
${lines.join("")}};
`;
}

type Declared = ReadonlyMap<string, { readonly source: Source; readonly declaration: Node }>;

function optionDeclarations(): Declared {
  const found = new Map<string, { source: Source; declaration: Node }>();
  for (const path of readdirSync(join(root, "src/api"), { recursive: true, encoding: "utf8" }).sort()) {
    if (!path.endsWith(".ts")) continue;
    const source = new Source(join("src/api", path));
    for (const { declaration } of source.body)
      if (/^TS(Interface|TypeAlias)Declaration$/.test(declaration?.type))
        found.set(declaration.id.name, { source, declaration });
  }
  return found;
}

function addNamed(types: Declared, name: string, parts: Parts): void {
  const found = types.get(name);
  if (found === undefined) throw new Error(`no such type of options in src/api: ${name}`);
  const { source, declaration } = found;
  if (declaration.type === "TSTypeAliasDeclaration") {
    addType(types, source, declaration.typeAnnotation, parts);
  } else {
    addMembers(source, declaration.body.body, parts);
    for (const { expression } of declaration.extends) addNamed(types, expression.name, parts);
  }
}

/** `Omit<InputOf<typeof runCommand.flags>, "attach"> & { … }` */
function addType(types: Declared, source: Source, type: Node, parts: Parts): void {
  if (type.type === "TSIntersectionType") {
    for (const each of type.types) addType(types, source, each, parts);
  } else if (type.type === "TSTypeLiteral") {
    addMembers(source, type.members, parts);
  } else if (type.typeName?.name === "InputOf") {
    const [{ exprName }] = type.typeArguments.params;
    parts.command = commandOf(exprName.left.name);
  } else if (type.typeName?.name === "Omit") {
    const [base, names] = type.typeArguments.params;
    addType(types, source, base, parts);
    for (const name of namesIn(names)) {
      parts.own.delete(name);
      parts.without.add(name);
    }
  } else addNamed(types, type.typeName.name, parts);
}

function addMembers(source: Source, members: readonly Node[], { own }: Parts): void {
  for (const member of members) {
    const [sentence = ""] = /^.*?(?=[.;](?:\s|$)|$)/s.exec(source.textBefore(member)) ?? [];
    own.set(member.key.name, sentence.replaceAll("\n", " "));
  }
}

/** Literals of a union; `health*` of a template, inside `Extract`, too. */
function namesIn(type: Node): string[] {
  if (type.type === "TSUnionType") return type.types.flatMap(namesIn);
  if (type.typeName?.name === "Extract") return namesIn(type.typeArguments.params[1]);
  if (type.literal?.type === "TemplateLiteral" || type.type === "TSTemplateLiteralType") {
    const [start] = (type.literal ?? type).quasis;
    return [`${start.value.raw}*`];
  }
  return [type.literal.value];
}

/** `imageConvertCommand` → `image convert` */
function commandOf(name: string): string {
  return name
    .replace(/Command$/, "")
    .replace(/[A-Z]/g, (letter) => ` ${letter}`)
    .toLowerCase();
}
