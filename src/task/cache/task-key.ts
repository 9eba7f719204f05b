import crypto, { createHash } from "node:crypto";

/** Pairs, since an object for each task with names of its own costs V8 a hidden class for each of them. */
export type NamedDigests = readonly (readonly [name: string, digest: string])[];

/** What a task's key is made of: a digest, or a value, for each thing that could have changed. */
export interface KeyParts {
  readonly code: string;
  /** The recipe outside of its tasks, and the local modules that it imports. */
  readonly recipe: string;
  readonly options: string;
  readonly files: NamedDigests;
  readonly env: NamedDigests;
  readonly images: NamedDigests;
  /** Keys of the dependencies. */
  readonly deps: NamedDigests;
}

/** Each text behind its length, so that no two lists of texts read the same; as JSON it would take twice as long. */
export function taskKey(id: string, { code, recipe, options, files, env, images, deps }: KeyParts): string {
  const texts = measured(id) + measured(code) + measured(recipe) + measured(options);
  return sha256(
    `nerdsh task 3 ${texts}${measuredList(files)}${measuredList(env)}${measuredList(images)}${measuredList(deps)}`,
  );
}

function measured(text: string): string {
  return `${text.length}:${text}`;
}

function measuredList(list: NamedDigests): string {
  let text = `${list.length};`;
  for (const pair of list) text += measured(pair[0]) + measured(pair[1]);
  return text;
}

/** In one call where the runtime has it: an object for each of many short texts costs more than their hashing. */
export function sha256(data: string | Uint8Array): string {
  if (typeof crypto.hash === "function") return crypto.hash("sha256", data, "hex");
  return createHash("sha256").update(data).digest("hex");
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

/** Names that only one side has, or with another digest; sorted. */
export function changedNames(last: NamedDigests, now: NamedDigests): string[] {
  const before = new Map(last);
  const names = now.flatMap(([name, digest]) => {
    const isSame = before.get(name) === digest;
    before.delete(name);
    return isSame ? [] : [name];
  });
  return [...names, ...before.keys()].sort();
}

function namesText(what: string, last: NamedDigests, now: NamedDigests): string | undefined {
  const names = changedNames(last, now);
  if (names.length === 0) return undefined;
  const more = names.length > shownNames ? `, and ${names.length - shownNames} more` : "";
  return `${what}: ${names.slice(0, shownNames).join(", ")}${more}`;
}
