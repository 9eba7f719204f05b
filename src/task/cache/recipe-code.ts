import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { sha256 } from "./task-key.ts";

/** A digest of what all tasks of a recipe share: the recipe without its calls of `task(…)`, and its modules. */
export function sharedCode(recipe: string): string {
  const parts = [...recipeTexts(recipe)].map(([file, text]) => (file === recipe ? withoutTasks(text) : text));
  return sha256(JSON.stringify(parts));
}

/**
 * The texts of a recipe and of every local module that it, or one of those, may import, by path. What stands in a text as `./name` and
 * is there counts as imported: rather one too many.
 */
export function recipeTexts(recipe: string): Map<string, string> {
  const texts = new Map([[recipe, ""]]);
  for (const file of texts.keys()) {
    const text = readFileSync(file, "utf8");
    texts.set(file, text);
    if (!/\.[mc]?[jt]sx?$/.test(file)) continue;
    for (const [, name = ""] of text.matchAll(/["'`](\.{1,2}\/[^"'`\n$]+)["'`]/g)) {
      const path = resolve(dirname(file), name);
      if (texts.has(path) || !existsSync(path) || !statSync(path).isFile()) continue;
      if (/\.([mc]?[jt]sx?|json)$/.test(path)) texts.set(path, "");
    }
  }
  return texts;
}

/** The text around calls of `task(…)`: what is in them is part of the one task's own key. All of it where a call has no clear end. */
export function withoutTasks(text: string): string {
  let rest = "";
  let from = 0;
  const call = /(?<![\w$.])task(?:<[^()]*>)?\(/g;
  for (let match = call.exec(text); match !== null; match = call.exec(text)) {
    const end = closingParenthesis(text, match.index + match[0].length);
    if (end === undefined) return text;
    rest += `${text.slice(from, match.index)}task()`;
    from = end;
    call.lastIndex = end;
  }
  return rest + text.slice(from);
}

/** Behind the parenthesis that closes the one before `at`; texts, comments and regular expressions are passed over. */
function closingParenthesis(text: string, at: number): number | undefined {
  const token =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|(?<=(?:^|[=(,:[!&|?{};\n]|return)\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/|[`(){}]/g;
  token.lastIndex = at;
  /** Open brackets; `$` for `${` in a template. */
  const open: string[] = ["("];
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [found] = match;
    if (found === "(" || found === "{") open.push(found);
    else if (found === ")" || found === "}") {
      const opening = open.pop();
      if (found === ")" && opening !== "(") return undefined;
      if (found === "}" && opening !== "{" && opening !== "$") return undefined;
      if (open.length === 0) return token.lastIndex;
      if (opening === "$") {
        const next = templateEnd(text, token.lastIndex, open);
        if (next === undefined) return undefined;
        token.lastIndex = next;
      }
    } else if (found === "`") {
      const next = templateEnd(text, token.lastIndex, open);
      if (next === undefined) return undefined;
      token.lastIndex = next;
    }
  }
  return undefined;
}

/** Where code goes on: behind the template's end, or in a substitution of it, which is then open. */
function templateEnd(text: string, from: number, open: string[]): number | undefined {
  for (let at = from; at < text.length; at++) {
    if (text.charAt(at) === "\\") at++;
    else if (text.charAt(at) === "`") return at + 1;
    else if (text.startsWith("${", at)) {
      open.push("$");
      return at + 2;
    }
  }
  return undefined;
}
