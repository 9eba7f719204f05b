import type { AnyNode } from "acorn";
import { parseSource } from "./source-tree.ts";

/** A line that has worked, as a recipe would have it. */
export interface SavedLine {
  readonly code: string;
  /** The names that it declares. */
  readonly declared: readonly string[];
}

/** A bare line, as a recipe runs one. */
export function savedCommand(line: string): SavedLine {
  return { code: `await $\`${line.replace(/[\\`]|\$\{/g, "\\$&")}\`;`, declared: [] };
}

/**
 * The lines as one module. At the prompt a name may be declared again: in a module its first declaration becomes `let`, and the later ones
 * assignments. An import that is there already goes.
 */
export function recipeOf(lines: readonly SavedLine[]): string {
  const counts = new Map<string, number>();
  for (const { declared } of lines) for (const name of declared) counts.set(name, (counts.get(name) ?? 0) + 1);
  const seen = new Set<string>();
  const written = lines.flatMap(({ code, declared }) => {
    const again = declared.filter((name) => seen.has(name));
    const isFirstOfSeveral = declared.some((name) => (counts.get(name) ?? 0) > 1);
    for (const name of declared) seen.add(name);
    if (again.length === 0) return [isFirstOfSeveral || isAssignment(code) ? changeable(code) : code];
    if (/^\s*import\b/.test(code)) return [];
    return [again.length === declared.length ? assigned(code) : code];
  });
  return `#!/usr/bin/env nerdsh\n${written.map((code) => `${code.trimEnd()}\n`).join("")}`;
}

/** At the prompt `web = 1` makes `web`; in a module something must declare it. */
function isAssignment(code: string): boolean {
  return /^\s*[\w$]+\s*=[^=>]/.test(code);
}

function changeable(code: string): string {
  return isAssignment(code) ? `let ${code.trimStart()}` : code.replace(/^(\s*)const\b/, "$1let");
}

/** `const a: number = 1` → `a = 1`; as it is where it is not that plain. */
function assigned(code: string): string {
  const plain = code.replace(/^(\s*(?:const|let|var)\s+[\w$]+)\s*:[^=]+=/, "$1 =");
  const parsed = parseSource(plain);
  return parsed.ok ? parsed.program.body.map((statement) => assignment(statement, plain)).join("\n") : code;
}

function assignment(statement: AnyNode, code: string): string {
  const text = code.slice(statement.start, statement.end);
  if (statement.type === "FunctionDeclaration" || statement.type === "ClassDeclaration")
    return `${statement.id?.name} = ${text};`;
  if (statement.type !== "VariableDeclaration" || statement.kind.endsWith("using")) return text;
  return statement.declarations
    .map(({ id, init }) => {
      const target = code.slice(id.start, id.end);
      const value = init ? code.slice(init.start, init.end) : "undefined";
      return id.type === "ObjectPattern" ? `(${target} = ${value});` : `${target} = ${value};`;
    })
    .join(" ");
}
