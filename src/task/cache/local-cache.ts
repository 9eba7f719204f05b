import { join } from "node:path";
import type { TaskCache } from "../execution.ts";
import type { TaskNode } from "../graph.ts";
import { type LogLine, logText, readLog } from "../task-log.ts";
import { FileDigests } from "./file-digests.ts";
import { FileTree } from "./file-tree.ts";
import { InputFiles } from "./input-files.ts";
import { type LastRun, LastRuns } from "./last-run.ts";
import { type FoundResult, OtherStores } from "./other-stores.ts";
import { sharedCode } from "./recipe-code.ts";
import type { ResultSource } from "./result-source.ts";
import { ResultStore } from "./result-store.ts";
import { hasSecret, SecretDigests } from "./secret-digests.ts";
import type { StoredResult } from "./stored-result.ts";
import { changeText, sha256 } from "./task-key.ts";
import { type KnownKey, TaskKeys } from "./task-keys.ts";
import { TaskParts } from "./task-parts.ts";

export interface LocalCacheOptions {
  /** Of the store: shared by all recipes. */
  readonly directory: string;
  readonly recipe: string;
  /** What inputs and outputs are below. */
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Runs everything, and keeps what comes of it. */
  readonly force: boolean;
  /** Other stores, asked in this order for what is not here. */
  readonly remotes?: readonly ResultSource[];
  argsOf(node: TaskNode): Readonly<Record<string, unknown>>;
  imageDigest(image: string): Promise<string>;
  /** What the task has written, without secrets. */
  logOf?(task: string): readonly LogLine[];
  /** Says what its author may want to change. */
  warn?(task: string, text: string): void;
  /** Shows what a task wrote when it ran. */
  replay?(task: string, lines: readonly LogLine[]): void;
}

interface Verdict {
  readonly hit: boolean;
  readonly reason: string;
}

/** Results of tasks on this machine, and what other stores have of them. */
export class LocalCache implements TaskCache {
  readonly #options: LocalCacheOptions;
  readonly #store: ResultStore;
  readonly #others: OtherStores;
  readonly #tree: FileTree;
  readonly #digests: FileDigests;
  readonly #inputs: InputFiles;
  readonly #last: LastRuns;
  readonly #keys: TaskKeys;
  #hasGrown = false;

  constructor(options: LocalCacheOptions) {
    const { directory, recipe, root } = options;
    this.#options = options;
    this.#store = new ResultStore(directory);
    this.#others = new OtherStores(options.remotes ?? [], this.#store);
    this.#tree = new FileTree(root);
    this.#digests = new FileDigests(root, join(directory, "digests", sha256(root)));
    this.#inputs = new InputFiles(this.#tree, this.#digests);
    const parts = new TaskParts({
      ...{ recipe: sharedCode(recipe), inputs: this.#inputs, secrets: new SecretDigests(directory) },
      ...{ argsOf: options.argsOf, environment: options.environment },
      keyOf: (task) => this.#keys.known(task)?.key,
    });
    this.#keys = new TaskKeys(parts, options.imageDigest);
    this.#last = new LastRuns(join(directory, "runs", `${sha256(`${root}\n${recipe}`)}.json`));
  }

  /** By its key and its outputs alone, which are as the last run left them: its result is neither read nor touched. */
  isUnchanged(node: TaskNode): boolean {
    const { task, id } = node;
    const key = this.#keys.look(node)?.key;
    if (key === undefined) return false;
    if (task.fn === undefined) return true;
    const last = this.#last.of(id);
    if (this.#options.force || !task.cache || last?.key !== key || !this.#isAsLeft(last) || !this.#showLast(id, last)) {
      this.#keys.keepLook(id);
      return false;
    }
    this.#last.use();
    return true;
  }

  async restore(node: TaskNode): Promise<Verdict> {
    const known = await this.#keys.of(node);
    const { root, force } = this.#options;
    const mayHit = node.task.fn !== undefined && node.task.cache && !force;
    const own = mayHit ? this.#store.read(known.key) : undefined;
    const result = own ?? (mayHit ? await this.#others.fetch(node.id, known) : undefined);
    this.#hasGrown ||= result !== own;
    if (result === undefined) return { hit: false, reason: this.#missText(node, known) };
    const missing = result.files.filter(({ path, digest }) => this.#digests.digest(path) !== digest);
    if (missing.length > 0) {
      this.#tree.forget();
      if (!(await this.#store.giveBack(root, missing)))
        return { hit: false, reason: "the cache has lost what it made" };
    }
    this.#last.set(node.id, lastRun(known.key, result));
    if (!this.#showLog(node.id, result)) return { hit: false, reason: "the cache has lost what it wrote" };
    return { hit: true, reason: "nothing has changed" };
  }

  /** What `restore` would do, without doing it; the files that it would give back are there for those that are asked about next. */
  async find(node: TaskNode): Promise<Verdict & { readonly key: string }> {
    const known = await this.#keys.of(node);
    const { key } = known;
    const found = node.task.cache && !this.#options.force ? await this.#found(node, key) : undefined;
    if (found === undefined) return { hit: false, reason: this.#missText(node, known), key };
    for (const { path, digest } of found.result.files) this.#inputs.expect(path, digest);
    return { hit: true, reason: found.reason, key };
  }

  /** Inputs that are not as they were when its key was made; not what the task itself makes. */
  changedInputs(node: TaskNode): string[] {
    const known = this.#keys.known(node.id);
    return known === undefined || !node.task.inputs?.files?.length ? [] : this.#inputs.changed(node, known.parts.files);
  }

  /** After something may have been written. */
  forget(): void {
    this.#tree.forget();
  }

  /** Below the root, where a change may concern these tasks; those that are not there too. */
  directoriesOf(nodes: Iterable<TaskNode>): Set<string> {
    return this.#inputs.directoriesOf(nodes);
  }

  async save(node: TaskNode): Promise<void> {
    this.#tree.forget();
    const known = this.#keys.known(node.id);
    if (!node.task.cache || known === undefined) return;
    // Made of something in between: under no key is it what the task makes.
    if (this.changedInputs(node).length > 0) return;
    const { root, logOf } = this.#options;
    const paths = node.task.outputs.length === 0 ? [] : this.#tree.find(node.task.outputs, { ignored: "found" });
    const exposed = paths.find((path) => hasSecret(join(root, path)));
    if (exposed !== undefined) {
      this.#options.warn?.(node.id, `not kept in the cache, as a secret is in what it made: ${exposed}`);
      return;
    }
    const files = paths.flatMap((path) => {
      const digest = this.#digests.digest(path);
      return digest === undefined ? [] : [this.#store.keep(root, path, digest)];
    });
    const lines = logOf?.(node.id) ?? [];
    const log = lines.length > 0 && { log: await this.#store.keepText(logText(lines)) };
    const result: StoredResult = { task: node.id, files, ...log };
    await this.#store.write(known.key, result, known.parts);
    this.#last.set(node.id, lastRun(known.key, result));
    this.#hasGrown = true;
    this.#others.offer({ key: known.key, result, parts: known.parts });
  }

  /** Keeps what was learnt, for the next run, and waits for what other stores are sent. */
  async close(): Promise<void> {
    await this.#digests.save();
    await this.#last.save();
    await this.#others.close();
    if (!this.#hasGrown) return;
    this.#hasGrown = false;
    const { pruneResults, sizeLimitBytes } = await import("./prune-results.ts");
    await pruneResults(this.#options.directory, { limitBytes: sizeLimitBytes });
  }

  #missText({ id, task }: TaskNode, { parts }: KnownKey): string {
    if (!task.cache) return "it is not cached";
    if (this.#options.force) return "it is forced";
    const last = this.#last.of(id);
    return changeText(last && this.#store.readParts(last.key), parts);
  }

  async #found({ task }: TaskNode, key: string): Promise<FoundResult | undefined> {
    const own = this.#store.read(key);
    if (own !== undefined) return { result: own, reason: "nothing has changed" };
    return task.fn && (await this.#others.find(key));
  }

  #isAsLeft({ files }: LastRun): boolean {
    return files.every(([path, digest]) => this.#digests.digest(path) === digest);
  }

  /** False where it has written something that the store has lost. */
  #showLast(id: string, { key, hasLog }: LastRun): boolean {
    if (!hasLog || this.#options.replay === undefined) return true;
    const result = this.#store.read(key);
    return result !== undefined && this.#showLog(id, result);
  }

  #showLog(id: string, { log }: StoredResult): boolean {
    const { replay } = this.#options;
    if (log === undefined || replay === undefined) return true;
    const text = this.#store.readBlob(log.digest);
    if (text !== undefined) replay(id, readLog(text.toString()));
    return text !== undefined;
  }
}

function lastRun(key: string, { files, log }: StoredResult): LastRun {
  return {
    key,
    files: files.map(({ path, digest }) => [path, digest]),
    hasLog: log !== undefined,
  };
}
