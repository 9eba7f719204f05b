import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { NerdError } from "../errors.ts";
import { closest } from "../suggest.ts";

/** A shipped recipe, to begin one's own with. */
export interface Template {
  /** `hello` for `hello.nerd.ts`. */
  readonly name: string;
  /** What its comment says it does. */
  readonly summary: string;
  readonly text: string;
}

/** Those in a directory, by name; nerdsh's own pipeline is of use to nobody else. */
export function templatesIn(directory: string): Template[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith(".nerd.ts") && file !== "ci.nerd.ts")
    .sort()
    .map((file) => {
      const text = readFileSync(join(directory, file), "utf8");
      return { name: file.replace(".nerd.ts", ""), summary: /^\/\*\* (.*) \*\/$/m.exec(text)?.[1] ?? "", text };
    });
}

/** Throws NOT_FOUND with the closest names. */
export function findTemplate(name: string, templates: readonly Template[]): Template {
  const found = templates.find((template) => template.name === name);
  if (found !== undefined) return found;
  const names = templates.map((template) => template.name);
  const suggestions = closest(name, names);
  const hint = suggestions[0] === undefined ? `there are ${names.join(", ")}` : `did you mean ${suggestions[0]}?`;
  throw new NerdError("NOT_FOUND", `no such template: ${name}`, { hint, suggestions });
}
