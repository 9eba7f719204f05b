import { closest } from "../../../suggest.ts";
import { attributesOf, type Declarations, type Named } from "./declarations.ts";
import { evaluate } from "./evaluation.ts";
import type { FunctionTable, HclFunction } from "./function-table.ts";
import { newBudget, type Scope } from "./scope.ts";
import { invalidAt, located, Problem } from "./source.ts";
import { converted, parseType, type Type } from "./type-constraint.ts";
import { userFunction } from "./user-function.ts";
import type { Value } from "./value.ts";
import { type Given, givenValue } from "./variable-value.ts";

export interface Outside {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Variables that nothing overrides. */
  readonly builtIn: Readonly<Record<string, string>>;
  readonly functions: FunctionTable;
}

/** What the whole of the files can name; each is evaluated once, when it is first needed. */
export function globalScope(declarations: Declarations, outside: Outside, field: Scope["field"]): Scope {
  const values = new Map<string, Value>();
  const open = new Set<string>();
  const made = new Map<string, HclFunction>();
  const scope: Scope = {
    variable: (name) => {
      const known = values.get(name);
      if (known !== undefined) return known;
      if (open.has(name)) throw new Problem(`the variable ${name} needs its own value`);
      open.add(name);
      try {
        const value = globalValue(name, declarations, outside, scope);
        values.set(name, value);
        return value;
      } finally {
        open.delete(name);
      }
    },
    field,
    evaluate,
    function: (name) => {
      if (Object.hasOwn(outside.functions, name)) return outside.functions[name]!;
      const found = made.get(name);
      if (found !== undefined) return found;
      const declared = declarations.functions.get(name);
      if (declared === undefined)
        throw unknown("function", name, [...Object.keys(outside.functions), ...declarations.functions.keys()]);
      const own = userFunction(declared, scope);
      made.set(name, own);
      return own;
    },
    holes: new Map(),
    budget: newBudget(),
  };
  return scope;
}

/** Throws BAKE_INVALID where a `validation` of a variable does not hold. */
export function checkVariable({ name, block }: Named, scope: Scope): void {
  for (const { type, range, body } of block.body.blocks) {
    if (type !== "validation") continue;
    const [condition, message] = ["condition", "error_message"].map(
      (each) => body.attributes.find((one) => one.name === each)?.value,
    );
    if (condition === undefined) throw invalidAt(range, "a validation has no condition");
    const holds = evaluate(condition, scope);
    if (holds === true || holds === "true") continue;
    if (holds !== false && holds !== "false")
      throw invalidAt(condition.range, "the condition is neither true nor false");
    const said = message === undefined ? undefined : evaluate(message, scope);
    throw invalidAt(condition.range, `the variable ${name} is not valid${typeof said === "string" ? `: ${said}` : ""}`);
  }
}

/** The type that a variable declares. */
export function variableType({ block }: Named): Type | undefined {
  const type = block.body.attributes.find(({ name }) => name === "type")?.value;
  return type === undefined || (type.kind === "literal" && type.value === null) ? undefined : parseType(type);
}

function globalValue(name: string, { attributes, variables }: Declarations, outside: Outside, scope: Scope): Value {
  if (Object.hasOwn(outside.builtIn, name)) return outside.builtIn[name] ?? "";
  const attribute = attributes.get(name);
  if (attribute !== undefined) return evaluate(attribute.value, scope);
  const variable = variables.get(name);
  if (variable === undefined)
    throw unknown("variable", name, [...attributes.keys(), ...variables.keys(), ...Object.keys(outside.builtIn)]);
  const declared = attributesOf(variable.block, ["validation"]).get("default")?.value;
  const type = variableType(variable);
  const otherwise = declared === undefined ? undefined : evaluate(declared, scope);
  const typed =
    otherwise === undefined || type === undefined
      ? otherwise
      : located(declared!.range, () => converted(otherwise, type));
  const given = givenText(name, type !== undefined, variables, outside);
  if (given === undefined) return typed ?? (declared === undefined && type === undefined ? "" : null);
  try {
    return givenValue(given, type, otherwise);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw invalidAt(variable.block.range, `the variable ${name} cannot be set: ${error.message}`, error);
  }
}

/** `NAME`, or as JSON `NAME_JSON`, which comes first where the variable has a type. */
function givenText(
  name: string,
  isTyped: boolean,
  variables: Declarations["variables"],
  { environment, builtIn }: Outside,
): Given | undefined {
  const jsonName = `${name}_JSON`;
  const plain = environment[name];
  const json = variables.has(jsonName) || Object.hasOwn(builtIn, jsonName) ? undefined : environment[jsonName];
  if (json !== undefined && (plain === undefined || isTyped)) return { text: json, isJson: true };
  return plain === undefined ? undefined : { text: plain, isJson: false };
}

export function unknown(
  what: "function" | "variable" | "target" | "group",
  name: string,
  known: readonly string[],
): Problem {
  const suggestions = closest(name, known);
  const hint = suggestions[0] === undefined ? {} : { hint: `did you mean ${suggestions[0]}?` };
  return new Problem(`no such ${what}: ${name}`, { suggestions, ...hint });
}
