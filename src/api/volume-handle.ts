import { Readable } from "node:stream";
import { type InspectOptions, inspect } from "node:util";
import type { VolumeDocument } from "../container/mounts/volume-list.ts";
import { currentSignal } from "./current-signal.ts";
import { Operation } from "./operation.ts";
import { type ContextBase, contextOf } from "./session.ts";

/** A volume by its name, whether it is there or not; nothing is asked before a verb is called. */
export class VolumeHandle {
  readonly name: string;
  readonly #openBase: () => Promise<ContextBase>;

  constructor(openBase: () => Promise<ContextBase>, name: string) {
    this.#openBase = openBase;
    this.name = name;
  }

  /** All that is known of it, in the shape of `docker volume inspect`. */
  inspect(): Operation<VolumeDocument> {
    return Operation.start(async (settings) => {
      const { inspectVolume } = await import("../container/mounts/volume-list.ts");
      return await inspectVolume(contextOf(await this.#openBase(), settings), this.name);
    });
  }

  /**
   * Its files as a tar archive, as they are read, with owners, attributes and holes:
   * `await pipeline(volume("db").export(), createWriteStream("db.tar"))`.
   */
  async *export(): AsyncGenerator<Uint8Array, void, undefined> {
    const { exportVolume } = await import("../volume/archive.ts");
    const { findVolume } = await import("../volume/volume.ts");
    const base = await this.#openBase();
    const signal = currentSignal() ?? new AbortController().signal;
    const place = { ...base.settings, namespace: base.engine.namespace };
    yield* exportVolume({ ...base, signal }, findVolume(place, this.name));
  }

  /**
   * Replaces what is in it by what is in a tar archive, whole or not at all; makes it where it is not there. No container that runs may have it.
   */
  import(archive: AsyncIterable<Uint8Array>): Operation<void> {
    // A stream may fail before it is read, and tells it again then.
    if (archive instanceof Readable) archive.once("error", () => {});
    return Operation.start(async (settings) => {
      const { importInto } = await import("../container/mounts/volume-import.ts");
      await importInto(contextOf(await this.#openBase(), settings), this.name, archive);
    });
  }

  /** Removes it with all that is in it. No container may have it, running or not. */
  remove(): Operation<void> {
    return Operation.cleanup(async (settings) => {
      const { removeNamedVolume } = await import("../container/mounts/volume-removal.ts");
      await removeNamedVolume(contextOf(await this.#openBase(), settings), this.name);
    });
  }

  /** What `run({ volume: … })` and templates make of it. */
  toString(): string {
    return this.name;
  }

  /** For Bun, whose `console.log` shows the methods of a class, too. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    return `${this.constructor.name} ${inspect({ name: this.name }, options)}`;
  }
}

/** One that was made here: `await using data = await volume.create()` removes it at the end of the block, with what is in it. */
export class OwnVolume extends VolumeHandle implements AsyncDisposable {
  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove();
  }
}
