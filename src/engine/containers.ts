import { NerdError } from "../errors.ts";
import { RpcError } from "../rpc/rpc-error.ts";
import { fromAny, toAny } from "./any.ts";
import { jsonMember } from "./json-member.ts";
import type { AskedList, ListQuestions } from "./kept-lists.ts";
import { type Any, type ContainersContainer, methods } from "./protocol.ts";
import type { RuntimeSpec } from "./runtime-spec.ts";
import { Service, type Waits } from "./service.ts";

/** A container's record: what a task is made from, whether one runs or not. */
export interface ContainerRecord {
  /** `[A-Za-z0-9]` groups joined by one of `._-`; nerdsh's own are 64 hexadecimal digits. */
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly image: string;
  readonly runtime: { readonly name: string; readonly options?: Any | undefined };
  /** Never left out: containerd 1.7 takes a record without a spec, and dies of its first task. */
  readonly spec: RuntimeSpec;
  readonly snapshotter: string;
  /** The snapshot need not exist yet; once it does, the record keeps it. */
  readonly snapshotKey: string;
}

/** As stored: times are RFC 3339, and the spec is parsed only when asked for, since lists have no use for it. */
export interface StoredContainer extends Omit<ContainerRecord, "spec"> {
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly extensions: Readonly<Record<string, Any>>;
  spec(): RuntimeSpec;
  /** The command of the spec's process alone, at a hundredth of the cost. */
  args(): readonly string[];
}

/** A record as lists show it: without what only a start needs. */
export interface ListedContainer extends Omit<StoredContainer, "spec" | "extensions" | "runtime"> {
  readonly runtime: { readonly name: string };
}

export class Containers extends Service {
  async create({ spec, ...record }: ContainerRecord, waits?: Waits): Promise<void> {
    const container = { ...record, spec: toAny("Spec", spec) };
    // It waits for the disk: hundreds at once take longer than any look-up.
    await this.callSlowly(methods.containers.create, { container }, waits);
  }

  async get(id: string, waits?: Waits): Promise<StoredContainer> {
    const { container } = await this.call(methods.containers.get, { id }, waits);
    return stored(container!); // A reply without it would be an error.
  }

  /** `filters` are ORed, terms within one ANDed: `labels."nerdctl/name"==web,runtime.name==…`. */
  async list(filters: readonly string[] = [], waits?: Waits): Promise<readonly StoredContainer[]> {
    const { lists, namespace } = this.scope;
    const questions = this.#questions(filters, waits);
    if (lists === undefined || filters.length > 0 || waits?.signal?.aborted) return (await questions.list()).containers;
    return await lists.list(namespace, questions);
  }

  /** All, as lists show them. Where they are many, what the last one who asked wrote down serves as long as it is right. */
  async listAll(waits?: Waits): Promise<readonly ListedContainer[]> {
    const { lists, namespace } = this.scope;
    if (lists === undefined || waits?.signal?.aborted) return await this.list([], waits);
    return await lists.listAll(namespace, this.#questions([], waits));
  }

  /** Those that the filters take; with others where all are at hand. */
  async listAtLeast(filters: readonly string[], waits?: Waits): Promise<readonly ListedContainer[]> {
    const { lists, namespace } = this.scope;
    return (await lists?.atHand(namespace)) ?? (await this.list(filters, waits));
  }

  #questions(filters: readonly string[], waits?: Waits): ListQuestions {
    return {
      list: () => this.#list(filters, waits),
      pid: async () => (await this.call(methods.introspection.server, {}, waits)).pid,
    };
  }

  async #list(filters: readonly string[], waits?: Waits): Promise<AskedList> {
    try {
      const { containers } = await this.call(methods.containers.list, { filters }, waits);
      return { containers: containers.map(stored), isShort: true };
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      return { containers: await this.#listOneByOne(filters, waits), isShort: false };
    }
  }

  /** An answer of more than 16 MiB, some 1,400 containers, has to come in parts, which cost the engine half as much again. */
  async #listOneByOne(filters: readonly string[], waits?: Waits): Promise<StoredContainer[]> {
    const found: StoredContainer[] = [];
    for await (const { container } of this.stream(methods.containers.listStream, { filters }, waits))
      found.push(stored(container!)); // A message without it has nothing to say.
    return found;
  }

  /** Replaces the fields that are given. Labels: those given are set, others stay. */
  async update(
    id: string,
    changes: Partial<Pick<ContainerRecord, "labels" | "spec" | "image">>,
    waits?: Waits,
  ): Promise<void> {
    const { labels, spec, image } = changes;
    const updateMask = [
      ...Object.keys(labels ?? {}).map((key) => `labels.${key}`),
      ...(spec ? ["spec"] : []),
      ...(image === undefined ? [] : ["image"]),
    ];
    const container = {
      id,
      labels: labels ?? {},
      ...(spec && { spec: toAny("Spec", spec) }),
      ...(image !== undefined && { image }),
    };
    await this.call(methods.containers.update, { container, updateMask }, waits);
  }

  async delete(id: string, waits?: Waits): Promise<void> {
    await this.call(methods.containers.delete, { id }, waits);
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof NerdError && error.cause instanceof RpcError && error.cause.status === "RESOURCE_EXHAUSTED";
}

function stored({ spec, runtime, createdAt = "", updatedAt = "", ...container }: ContainersContainer): StoredContainer {
  const { id, labels, image, snapshotter, snapshotKey, extensions } = container;
  const readSpec = () => fromAny(spec!) as RuntimeSpec; // The record's maker vouches for the shape.
  let args: RuntimeSpec["process"]["args"] | undefined;
  return {
    id,
    labels,
    image,
    snapshotter,
    snapshotKey,
    extensions,
    createdAt,
    updatedAt,
    runtime: { name: runtime?.name ?? "", options: runtime?.options },
    spec: readSpec,
    // A list that is kept is asked for it again and again.
    args: () => (args ??= jsonMember(spec!.value, "process", "args") as RuntimeSpec["process"]["args"]),
  };
}
