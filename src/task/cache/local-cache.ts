import { readFileSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "../../store/atomic-file.ts";
import type { TaskCache } from "../execution.ts";
import type { TaskNode } from "../graph.ts";
import { FileDigests } from "./file-digests.ts";
import { FileTree } from "./file-tree.ts";
import { ifThere } from "./if-there.ts";
import { sharedCode } from "./recipe-code.ts";
import { ResultStore } from "./result-store.ts";
import { changeText, type KeyParts, sha256, taskKey } from "./task-key.ts";

export interface LocalCacheOptions {
  /** Of the store: shared by all recipes. */
  readonly directory: string;
  readonly recipe: string;
  /** What inputs and outputs are below. */
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Runs everything, and keeps what comes of it. */
  readonly force: boolean;
  argsOf(node: TaskNode): Readonly<Record<string, unknown>>;
  imageDigest(image: string): Promise<string>;
}

/** Results of tasks on this machine. */
export class LocalCache implements TaskCache {
  readonly #options: LocalCacheOptions;
  readonly #store: ResultStore;
  readonly #tree: FileTree;
  readonly #digests: FileDigests;
  readonly #recipe: string;
  readonly #keys = new Map<string, { readonly key: string; readonly parts: KeyParts }>();
  /** Of the last run, for saying what has changed since. */
  readonly #lastFile: string;
  readonly #last: Map<string, string>;
  readonly #codes = new Map<string, string>();
  #hasSaved = false;
  #isNew = false;

  constructor(options: LocalCacheOptions) {
    const { directory, recipe, root } = options;
    this.#options = options;
    this.#store = new ResultStore(directory);
    this.#tree = new FileTree(root);
    this.#digests = new FileDigests(root, join(directory, "digests", sha256(root)));
    this.#recipe = sharedCode(recipe);
    this.#lastFile = join(directory, "last", `${sha256(`${root}\n${recipe}`)}.json`);
    const last = ifThere(() => readFileSync(this.#lastFile, "utf8")) ?? "{}";
    this.#last = new Map(Object.entries(JSON.parse(last) as Record<string, string>)); // Written by `close`.
  }

  async restore(node: TaskNode): Promise<{ readonly hit: boolean; readonly reason: string }> {
    const { hit, reason, key } = await this.find(node);
    if (!hit) return { hit, reason };
    for (const file of this.#store.read(key)?.files ?? []) {
      if (this.#digests.digest(file.path) === file.digest) continue;
      this.#tree.forget();
      if (!this.#store.giveBack(this.#options.root, file))
        return { hit: false, reason: "the cache has lost what it made" };
    }
    this.#remember(node.id, key);
    return { hit, reason };
  }

  /** What `restore` would do, without doing it. */
  async find(node: TaskNode): Promise<{ readonly hit: boolean; readonly reason: string; readonly key: string }> {
    const { key, parts } = await this.#keyOf(node);
    if (!node.task.cache) return { hit: false, reason: "it is not cached", key };
    if (this.#options.force) return { hit: false, reason: "it is forced", key };
    if (this.#store.read(key) !== undefined) return { hit: true, reason: "nothing has changed", key };
    const last = this.#last.get(node.id);
    return { hit: false, reason: changeText(last === undefined ? undefined : this.#store.readParts(last), parts), key };
  }

  async save(node: TaskNode): Promise<void> {
    this.#tree.forget();
    const known = this.#keys.get(node.id);
    if (!node.task.cache || known === undefined) return;
    const { root } = this.#options;
    const paths = node.task.outputs.length === 0 ? [] : this.#tree.find(node.task.outputs, { ignored: "found" });
    const files = paths.flatMap((path) => {
      const digest = this.#digests.digest(path);
      return digest === undefined ? [] : [this.#store.keep(root, path, digest)];
    });
    await this.#store.write(known.key, { task: node.id, files }, known.parts);
    this.#remember(node.id, known.key);
    this.#hasSaved = true;
  }

  /** Keeps what was learnt, for the next run. */
  async close(): Promise<void> {
    await this.#digests.save();
    if (this.#isNew) await replaceFile(this.#lastFile, JSON.stringify(Object.fromEntries(this.#last)));
    if (!this.#hasSaved) return;
    const { pruneResults, sizeLimitBytes } = await import("./prune-results.ts");
    await pruneResults(this.#options.directory, { limitBytes: sizeLimitBytes });
  }

  /** Tasks that a loop declares have one text. */
  #codeDigest(text: string): string {
    const known = this.#codes.get(text) ?? sha256(text);
    this.#codes.set(text, known);
    return known;
  }

  #remember(id: string, key: string): void {
    if (this.#last.get(id) === key) return;
    this.#last.set(id, key);
    this.#isNew = true;
  }

  async #keyOf(node: TaskNode): Promise<{ readonly key: string; readonly parts: KeyParts }> {
    const { task, matrix, deps } = node;
    const { argsOf, environment, imageDigest } = this.#options;
    const { files = [], env = [], images = [] } = task.inputs ?? {};
    const paths = files.length === 0 ? [] : this.#tree.find(files, { ignored: "left out" });
    const digests: [string, string][] = [];
    for (const image of images) digests.push([image, await imageDigest(image)]);
    const parts: KeyParts = {
      code: this.#codeDigest(String(task.fn ?? "")),
      recipe: this.#recipe,
      options: JSON.stringify([matrix, argsOf(node), task.env, files, task.outputs]),
      files: Object.fromEntries(paths.map((path) => [path, this.#digests.digest(path) ?? "gone"])),
      // Digests, not values: secrets stay out of the store.
      env: Object.fromEntries(env.map((name) => [name, valueDigest(environment[name])])),
      images: Object.fromEntries(digests),
      deps: Object.fromEntries(deps.map((dep) => [dep, this.#keys.get(dep)?.key ?? ""])),
    };
    const known = { key: taskKey(node.id, parts), parts };
    this.#keys.set(node.id, known);
    return known;
  }
}

function valueDigest(value: string | undefined): string {
  return value === undefined ? "unset" : sha256(value);
}
