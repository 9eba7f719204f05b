import { setTimeout as delay } from "node:timers/promises";
import type { Channel } from "../rpc/channel.ts";
import type { Draft, TypedMethod } from "../rpc/typed-method.ts";
import { Introspection } from "./introspection.ts";
import { type Mount, methods, type SnapshotsInfo } from "./protocol.ts";
import { type Scope, Service, type Waits } from "./service.ts";
import { isBack, isSnapshotterFailure, snapshotterFailure } from "./snapshotter-failure.ts";

type Labels = Readonly<Record<string, string>>;

/** containerd tries again after 3 s at the latest (cmd/containerd/server, `MaxDelay`); the rest is for a busy machine. */
const reconnectWithinMs = 15_000;
const betweenTriesMs = 100;

/** The scope's snapshotter: `key` names an active snapshot or a view, `name` a committed one. */
export class Snapshots extends Service {
  readonly #introspection: Introspection;

  constructor(channel: Channel, scope: Scope) {
    super(channel, scope);
    this.#introspection = new Introspection(channel, scope);
  }

  async prepare(key: string, parent: string, labels: Labels = {}, waits?: Waits): Promise<readonly Mount[]> {
    const request = { snapshotter: this.#name, key, parent, labels };
    return (await this.callSlowly(methods.snapshots.prepare, request, waits)).mounts;
  }

  async view(key: string, parent: string, labels: Labels = {}, waits?: Waits): Promise<readonly Mount[]> {
    const request = { snapshotter: this.#name, key, parent, labels };
    return (await this.callSlowly(methods.snapshots.view, request, waits)).mounts;
  }

  async mounts(key: string, waits?: Waits): Promise<readonly Mount[]> {
    return (await this.call(methods.snapshots.mounts, { snapshotter: this.#name, key }, waits)).mounts;
  }

  async commit(name: string, key: string, labels: Labels = {}, waits?: Waits): Promise<void> {
    await this.callSlowly(methods.snapshots.commit, { snapshotter: this.#name, name, key, labels }, waits);
  }

  async remove(key: string, waits?: Waits): Promise<void> {
    await this.callSlowly(methods.snapshots.remove, { snapshotter: this.#name, key }, waits);
  }

  async stat(key: string, waits?: Waits): Promise<SnapshotsInfo> {
    const { info } = await this.call(methods.snapshots.stat, { snapshotter: this.#name, key }, waits);
    return info!; // A reply without it would be an error.
  }

  async update(info: Pick<SnapshotsInfo, "name" | "labels">, waits?: Waits): Promise<void> {
    const updateMask = Object.keys(info.labels).map((key) => `labels.${key}`);
    await this.call(methods.snapshots.update, { snapshotter: this.#name, info, updateMask }, waits);
  }

  async list(filters: readonly string[] = [], waits?: Waits): Promise<SnapshotsInfo[]> {
    return await this.#ask(async () => {
      const found: SnapshotsInfo[] = [];
      const replies = this.stream(methods.snapshots.list, { snapshotter: this.#name, filters }, waits);
      for await (const { info } of replies) found.push(...info);
      return found;
    }, waits);
  }

  /** Bytes and inodes of this snapshot alone, without its parents. */
  async usage(key: string, waits?: Waits): Promise<{ size: number; inodes: number }> {
    return await this.call(methods.snapshots.usage, { snapshotter: this.#name, key }, waits);
  }

  protected override async call<Q, R>(method: TypedMethod<Q, R>, request: Draft<Q>, waits?: Waits): Promise<R> {
    return await this.#ask(async () => await super.call(method, request, waits), waits);
  }

  protected override async callSlowly<Q, R>(method: TypedMethod<Q, R>, request: Draft<Q>, waits?: Waits): Promise<R> {
    return await this.#ask(async () => await super.callSlowly(method, request, waits), waits);
  }

  /**
   * Where it is the snapshotter that is missing or dead, the user must hear that, and not that the engine is. One whose program was started
   * only now is asked again: for some seconds after a failure, containerd does not connect anew.
   */
  async #ask<R>(ask: () => Promise<R>, { signal }: Waits = {}): Promise<R> {
    for (const endMs = performance.now() + reconnectWithinMs; ; ) {
      try {
        return await ask();
      } catch (error) {
        if (!isSnapshotterFailure(error)) throw error;
        const plugins = await this.#introspection.snapshotters().catch(() => undefined);
        if (plugins === undefined) throw error; // The engine itself is gone: that is the failure.
        const failure = snapshotterFailure(error, this.#name, plugins);
        if (performance.now() > endMs || !(await isBack(failure, this.#name, plugins))) throw failure;
        await delay(betweenTriesMs);
        signal?.throwIfAborted();
      }
    }
  }

  get #name(): string {
    return this.scope.snapshotter;
  }
}
