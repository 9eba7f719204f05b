import { AttributeProblem } from "../attribute-problem.ts";
import type { TreePath } from "../tree.ts";

/** A variable's value; undefined where it is not set. */
export type Lookup = (name: string) => string | undefined;

export interface Substitution {
  readonly lookup: Lookup;
  /** Called with each variable that is used bare and is not set. */
  readonly onUnset: (name: string) => void;
  /** The text may be a secret, and no error tells it. */
  readonly isHidden?: boolean;
}

const name = /[_a-z][_a-z0-9]*/iy;

/** Replaces `$NAME`, `${NAME}` and the forms with `-`, `?` and `+`; `$$` stands for one dollar. A lone dollar stays. */
export function substitute(template: string, context: Substitution, path: TreePath): string {
  let result = "";
  let at = 0;
  for (let dollar = template.indexOf("$"); dollar >= 0; dollar = template.indexOf("$", at)) {
    result += template.slice(at, dollar);
    const next = template.charAt(dollar + 1);
    if (next === "{") {
      const end = closingBrace(template, dollar + 1);
      if (end < 0) throw invalid(template, context, path);
      result += braced(template.slice(dollar + 2, end), context, path) ?? failWith(invalid(template, context, path));
      at = end + 1;
      continue;
    }
    const variable = next === "$" ? "" : nameAt(template, dollar + 1);
    result += variable === "" ? "$" : plain(variable, context);
    at = dollar + (next === "$" ? 2 : 1 + variable.length);
  }
  return result + template.slice(at);
}

/** The names that a template uses, each with what follows it: `:-default`. */
export function variablesOf(template: string): { name: string; operator: string; argument: string }[] {
  const found: { name: string; operator: string; argument: string }[] = [];
  for (let at = template.indexOf("$"); at >= 0 && at < template.length; at = template.indexOf("$", at)) {
    const next = template.charAt(at + 1);
    const end = next === "{" ? closingBrace(template, at + 1) : -1;
    const inner = end < 0 ? nameAt(template, at + 1) : template.slice(at + 2, end);
    const variable = nameAt(inner, 0);
    if (next !== "$" && variable !== "") {
      const [, operator = "", argument = ""] = /^(:?[-?+])?([\s\S]*)$/.exec(inner.slice(variable.length)) ?? [];
      found.push({ name: variable, operator, argument }, ...variablesOf(argument));
    }
    at = end < 0 ? at + 1 + Math.max(1, inner.length) : end + 1;
  }
  return found;
}

function nameAt(text: string, at: number): string {
  name.lastIndex = at;
  return name.exec(text)?.[0] ?? "";
}

function plain(variable: string, { lookup, onUnset }: Substitution): string {
  const value = lookup(variable);
  if (value === undefined) onUnset(variable);
  return value ?? "";
}

/** What stands in braces; undefined where that is none of the forms. */
function braced(inner: string, context: Substitution, path: TreePath): string | undefined {
  const variable = nameAt(inner, 0);
  if (variable === "") return undefined;
  const rest = inner.slice(variable.length);
  if (rest === "") return plain(variable, context);
  const [, colon = "", operator, argument = ""] = /^(:?)([-?+])([\s\S]*)$/.exec(rest) ?? [];
  if (operator === undefined) return undefined;
  const value = context.lookup(variable);
  const isSet = value !== undefined && !(colon !== "" && value === "");
  if (operator === "+") return isSet ? substitute(argument, context, path) : (value ?? "");
  if (isSet) return value;
  const replacement = substitute(argument, context, path);
  if (operator === "-") return replacement;
  const reason = replacement === "" ? "" : `: ${replacement}`;
  throw new AttributeProblem(path, `needs the variable ${variable}${reason}`, {
    hint: `set ${variable} in the environment or in .env`,
  });
}

function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text.charCodeAt(at) === 123) depth++;
    if (text.charCodeAt(at) === 125 && --depth === 0) return at;
  }
  return -1;
}

function invalid(template: string, { isHidden = false }: Substitution, path: TreePath): AttributeProblem {
  const where = isHidden ? "" : ` in ${JSON.stringify(template)}`;
  return new AttributeProblem(path, `has an invalid variable${where}`, {
    hint: "write $$ for a dollar that begins no variable",
  });
}

function failWith(problem: AttributeProblem): never {
  throw problem;
}
