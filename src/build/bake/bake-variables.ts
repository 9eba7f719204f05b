import { NerdError, unknownName } from "../../errors.ts";
import type { Blocks, Json } from "./bake-file.ts";

/** What `${NAME}` stands for: variables as they are needed, or the values of a matrix. */
export type Scope = (name: string) => Json;

/** Variables of a bake file; the environment's win. Throws UNKNOWN_VARIABLE, and INVALID_VALUE for one that needs itself. */
export function variableScope(
  variables: Blocks,
  environment: Readonly<Record<string, string | undefined>>,
  builtIn: Readonly<Record<string, string>> = {},
): Scope {
  const values = new Map<string, Json>();
  const open = new Set<string>();
  const scope: Scope = (name) => {
    if (values.has(name)) return values.get(name);
    if (!Object.hasOwn(variables, name)) {
      if (Object.hasOwn(builtIn, name)) return builtIn[name];
      throw unknownName("UNKNOWN_VARIABLE", name, [...Object.keys(variables), ...Object.keys(builtIn)]);
    }
    if (open.has(name)) throw new NerdError("INVALID_VALUE", `the variable ${name} needs its own value`);
    open.add(name);
    const value = environment[name] ?? filledIn(variables[name]?.["default"] ?? "", scope);
    open.delete(name);
    values.set(name, value);
    return value;
  };
  return scope;
}

/** Matrix values stand before variables of the same name. */
export function innerScope(values: Readonly<Record<string, Json>>, outer: Scope): Scope {
  return (name) => (Object.hasOwn(values, name) ? values[name] : outer(name));
}

/** A JSON value with every `${NAME}` in it filled in; one that is nothing else becomes the value itself, list or number. */
export function filledIn(value: Json, scope: Scope): Json {
  if (typeof value === "string") return filledText(value, scope);
  if (Array.isArray(value)) return value.flatMap((item) => filledIn(item, scope));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filledIn(each, scope)]));
}

function filledText(text: string, scope: Scope): Json {
  const [, only] = /^\$\{([^{}]*)\}$/.exec(text) ?? [];
  if (only !== undefined) return scope(variableName(only));
  return text.replace(/(\$?)\$\{([^{}]*)\}/g, (written, dollar: string, inside: string) => {
    if (dollar !== "") return written.slice(1);
    return String(scope(variableName(inside)));
  });
}

function variableName(inside: string): string {
  const name = inside.trim();
  if (/^[A-Za-z_][\w-]*$/.test(name)) return name;
  throw new NerdError("UNSUPPORTED", `expressions of HCL are not evaluated: \${${inside}}`, {
    hint: "name a variable, or write the value",
  });
}
