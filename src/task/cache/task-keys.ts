import type { TaskNode } from "../graph.ts";
import { secretsOf } from "./secret-digests.ts";
import { type KeyParts, type NamedDigests, taskKey } from "./task-key.ts";
import type { TaskParts } from "./task-parts.ts";

export interface KnownKey {
  readonly key: string;
  readonly parts: KeyParts;
}

/** The keys of a run's tasks, each made when its turn has come: those that it depends on are there then. */
export class TaskKeys {
  readonly #parts: TaskParts;
  readonly #imageDigest: (image: string) => Promise<string>;
  readonly #known = new Map<string, KnownKey>();
  /** Made by a look a moment ago, for whoever asks next. */
  readonly #fresh = new Set<string>();

  constructor(parts: TaskParts, imageDigest: (image: string) => Promise<string>) {
    this.#parts = parts;
    this.#imageDigest = imageDigest;
  }

  /** As it was made last. */
  known(task: string): KnownKey | undefined {
    return this.#known.get(task);
  }

  /** Made now; undefined where something has to be waited for, which `of` does. */
  look(node: TaskNode): KnownKey | undefined {
    const { env, inputs } = node.task;
    return inputs?.images?.length || secretsOf(env).length > 0 ? undefined : this.#make(node, []);
  }

  /** The next `of` gives what a look has made, as nothing has happened in between. */
  keepLook(task: string): void {
    this.#fresh.add(task);
  }

  async of(node: TaskNode): Promise<KnownKey> {
    const known = this.#known.get(node.id);
    if (known !== undefined && this.#fresh.delete(node.id)) return known;
    for (const secret of secretsOf(node.task.env)) await secret.value();
    const digests: [string, string][] = [];
    for (const image of node.task.inputs?.images ?? []) digests.push([image, await this.#imageDigest(image)]);
    return this.#make(node, digests);
  }

  #make(node: TaskNode, images: NamedDigests): KnownKey {
    const parts = this.#parts.of(node, images);
    const made = { key: taskKey(node.id, parts), parts };
    this.#known.set(node.id, made);
    return made;
  }
}
