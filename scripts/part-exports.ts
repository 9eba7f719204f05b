import { type Node, type Pattern, type Program, parse } from "acorn";

/** As esbuild begins a part: getters of getters. */
const begin = "var stdin_exports={};__export(stdin_exports,{";
const beginEnd = "module.exports=__toCommonJS(stdin_exports);";

/** As it ends one: the names once more, in a statement that does nothing. */
const annotation = /0&&\(module\.exports=\{[^{}]*\}\);?\s*$/;

/**
 * A part whose exports are plain properties. esbuild's are getters of getters: in an interpreter, which all of a short command runs in, a use of one costs
 * as much as ten calls, and each start makes them of all that its parts export. What is a function is there from the beginning, all else once the
 * part has run. A getter stays for what another part exports, which is loaded by its first use, and for what is assigned to again.
 */
export function withPlainExports(code: string): string {
  if (!code.startsWith(begin)) return code;
  const program = parse(code, { ecmaVersion: "latest" });
  const changed = new Set(assignedNames(program));
  const functions = new Set(program.body.flatMap((one) => (one.type === "FunctionDeclaration" ? one.id.name : [])));
  const members: string[] = [];
  const assignments: string[] = [];
  for (const [key, value] of exportsOf(program, code)) {
    if (!/^[\w$]+$/.test(value) || changed.has(value)) members.push(`get ${key}(){return ${value}}`);
    else if (functions.has(value)) members.push(`${key}:${value}`);
    else assignments.push(`;module.exports[${/^["']/.test(key) ? key : JSON.stringify(key)}]=${value}`);
  }
  const body = code.slice(code.indexOf(beginEnd) + beginEnd.length).replace(annotation, "");
  return `module.exports={${members.join()}};${body}${assignments.join("")}`;
}

/** Each key, and what its getter gives. */
function exportsOf(program: Program, code: string): (readonly [key: string, value: string])[] {
  const [, statement] = program.body;
  if (statement?.type !== "ExpressionStatement" || statement.expression.type !== "CallExpression") return [];
  const [, getters] = statement.expression.arguments;
  if (getters?.type !== "ObjectExpression") return [];
  return getters.properties.flatMap((property) => {
    if (property.type !== "Property" || property.value.type !== "ArrowFunctionExpression") return [];
    const { key, value } = property;
    return [[code.slice(key.start, key.end), code.slice(value.body.start, value.body.end)] as const];
  });
}

/** Of all that is assigned to after its declaration. */
function* assignedNames(node: Node): Generator<string> {
  const { type, left, argument } = node as Node & { readonly left?: Pattern; readonly argument?: Node };
  if (left && (type === "AssignmentExpression" || type === "ForInStatement" || type === "ForOfStatement"))
    yield* identifiersIn(left);
  if (argument && type === "UpdateExpression") yield* identifiersIn(argument);
  for (const child of Object.values(node).flat()) if (isNode(child)) yield* assignedNames(child);
}

function* identifiersIn(node: Node): Generator<string> {
  if (node.type === "Identifier") yield (node as Node & { readonly name: string }).name;
  for (const child of Object.values(node).flat()) if (isNode(child)) yield* identifiersIn(child);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}
