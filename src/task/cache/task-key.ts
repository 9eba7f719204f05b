import { createHash } from "node:crypto";

/** What a task's key is made of: a digest, or a value, for each thing that could have changed. */
export interface KeyParts {
  readonly code: string;
  /** The recipe outside of its tasks, and the local modules that it imports. */
  readonly recipe: string;
  readonly options: string;
  readonly files: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly images: Readonly<Record<string, string>>;
  /** Keys of the dependencies. */
  readonly deps: Readonly<Record<string, string>>;
}

export function taskKey(id: string, parts: KeyParts): string {
  return sha256(JSON.stringify(["nerdsh task 1", id, parts]));
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Why the task would run, in words: what is different from the last time. */
export function changeText(last: KeyParts | undefined, now: KeyParts): string {
  if (last === undefined) return "it has not run before";
  const changes = [
    last.code !== now.code && "its code has changed",
    last.recipe !== now.recipe && "the recipe, or a module that it imports, has changed",
    last.options !== now.options && "its options or arguments have changed",
    namesText("files have changed", last.files, now.files),
    namesText("variables have changed", last.env, now.env),
    namesText("images have changed", last.images, now.images),
    namesText("dependencies have changed", last.deps, now.deps),
  ].filter(Boolean);
  return changes.length === 0 ? "the cache no longer has what it made" : changes.join("; ");
}

const shownNames = 5;

function namesText(
  what: string,
  last: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): string | undefined {
  const names = [...new Set([...Object.keys(last), ...Object.keys(now)])].filter((name) => last[name] !== now[name]);
  if (names.length === 0) return undefined;
  const more = names.length > shownNames ? `, and ${names.length - shownNames} more` : "";
  return `${what}: ${names.sort().slice(0, shownNames).join(", ")}${more}`;
}
