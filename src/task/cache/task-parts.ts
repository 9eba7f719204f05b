import type { TaskNode } from "../graph.ts";
import type { InputFiles } from "./input-files.ts";
import type { SecretDigests } from "./secret-digests.ts";
import { type KeyParts, type NamedDigests, sha256 } from "./task-key.ts";

export interface TaskPartsOptions {
  /** The digest of what all tasks of the recipe share. */
  readonly recipe: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly inputs: InputFiles;
  readonly secrets: SecretDigests;
  argsOf(node: TaskNode): Readonly<Record<string, unknown>>;
  /** Of a dependency; undefined where it has none. */
  keyOf(task: string): string | undefined;
}

/** Looks up what keys of tasks are made of. Most tasks have none or one of each: their lists are neither copied nor sorted. */
export class TaskParts {
  readonly #options: TaskPartsOptions;
  /** Tasks that a loop declares have one text. */
  readonly #codes = new Map<string, string>();

  constructor(options: TaskPartsOptions) {
    this.#options = options;
  }

  /** Secrets of its variables have been read before, and so have the digests of its images. */
  of(node: TaskNode, images: NamedDigests): KeyParts {
    const { task, matrix, deps } = node;
    const { recipe, inputs, secrets, argsOf, keyOf } = this.#options;
    const files = sorted(task.inputs?.files ?? none);
    return {
      code: this.#codeDigest(String(task.fn ?? "")),
      recipe,
      options: secrets.text([matrix, argsOf(node), secrets.env(task.env), files, sorted(task.outputs)]),
      files: inputs.of(node),
      env: this.#variables(task.inputs?.env ?? none),
      images: images.length < 2 ? images : images.toSorted(([a], [b]) => (a < b ? -1 : 1)),
      deps: sorted(deps).map((dep) => [dep, keyOf(dep) ?? ""]),
    };
  }

  /** Digests, not values: secrets stay out of the store. */
  #variables(names: readonly string[]): NamedDigests {
    const { environment, secrets } = this.#options;
    return sorted(names).map((name) => [name, secrets.variable(environment[name])]);
  }

  #codeDigest(text: string): string {
    const known = this.#codes.get(text);
    if (known !== undefined) return known;
    const digest = sha256(text);
    this.#codes.set(text, digest);
    return digest;
  }
}

const none: readonly string[] = [];

function sorted(texts: readonly string[]): readonly string[] {
  return texts.length < 2 ? texts : texts.toSorted();
}
