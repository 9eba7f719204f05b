import type { Engine } from "../../engine/engine.ts";
import type { Mount } from "../../engine/protocol.ts";
import { isNerdError } from "../../errors.ts";
import { extractKey, extractLabels, prepareExtract, removeExtract, type SnapshotToFill } from "./extract-snapshot.ts";

/** A snapshot that was asked for before it is needed. */
interface AskedAhead {
  readonly key: string;
  /** Undefined where the layer below was not there yet: it is to be asked for again. */
  readonly mounts: Promise<readonly Mount[] | undefined>;
}

/**
 * The snapshots of an image's layers, filled one after the other, the lowest first. Each is asked for right behind the commit of the one below, without
 * waiting for that: containerd takes the two in this order, if not always, and the chain is what a pull of small layers waits for. What is
 * not committed goes with `drop`, or with the chain.
 */
export class SnapshotChain implements AsyncDisposable {
  readonly #engine: Engine;
  readonly #snapshots: readonly SnapshotToFill[];
  /** Key of the snapshot that is being filled. */
  #filling: string | undefined;
  /** The one above, or that of the layer that comes next. */
  #ahead: AskedAhead | undefined;

  constructor(engine: Engine, snapshots: readonly SnapshotToFill[]) {
    this.#engine = engine;
    this.#snapshots = snapshots;
  }

  chainId(index: number): string {
    return this.#snapshots[index]!.chainId;
  }

  /** An empty snapshot for the layer `index`, which follows what was committed last. ALREADY_EXISTS as in `prepareExtract`. */
  async begin(index: number): Promise<readonly Mount[]> {
    const snapshot = this.#snapshots[index]!;
    const ahead = this.#ahead;
    this.#ahead = undefined;
    const key = ahead?.key ?? extractKey(snapshot.chainId);
    this.#filling = key;
    return (await ahead?.mounts) ?? (await prepareExtract(this.#engine, key, snapshot));
  }

  async commit(index: number, signal: AbortSignal): Promise<void> {
    const snapshot = this.#snapshots[index]!;
    const above = this.#snapshots[index + 1];
    const labels = extractLabels(snapshot);
    const committed = this.#engine.snapshots().commit(snapshot.chainId, this.#filling!, labels, { signal });
    this.#ahead = above && this.#ask(above);
    await committed;
    this.#filling = undefined;
  }

  /** Removes what is not committed. */
  async drop(): Promise<void> {
    const [key, ahead] = [this.#filling, this.#ahead];
    this.#filling = this.#ahead = undefined;
    if (key !== undefined) await removeExtract(this.#engine, key);
    if (ahead && (await ahead.mounts.catch(() => undefined)) !== undefined)
      await removeExtract(this.#engine, ahead.key);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.drop();
  }

  #ask(snapshot: SnapshotToFill): AskedAhead {
    const key = extractKey(snapshot.chainId);
    const mounts = prepareExtract(this.#engine, key, snapshot).catch((error: unknown) => {
      if (isNerdError(error, "NOT_FOUND")) return undefined;
      throw error;
    });
    mounts.catch(() => {}); // Told to whoever begins the layer.
    return { key, mounts };
  }
}
