import { isNerdError, NerdError } from "../../errors.ts";
import { downloadBlob } from "../../registry/blob-download.ts";
import type { Descriptor } from "../../registry/descriptor.ts";
import { openRegistry, type RegistrySettings } from "../../registry/open-registry.ts";
import type { Registry } from "../../registry/registry.ts";
import type { SourceRepository } from "../gc-labels.ts";

export interface MissingBlob {
  readonly descriptor: Descriptor;
  /** Where it may be, in the order to ask. */
  readonly sources: readonly SourceRepository[];
  readonly signal: AbortSignal;
}

/** Registries that have what is not here: layers that a snapshotter mounts without keeping them. Each is opened once. */
export class BlobOrigins implements AsyncDisposable {
  readonly #settings: RegistrySettings;
  readonly #opened = new Map<string, Promise<Registry>>();

  constructor(settings: RegistrySettings) {
    this.#settings = settings;
  }

  /**
   * So many bytes from `offset` on, of the first source that has the blob; nothing of it is stored. Throws UNKNOWN_IMAGE where none has it.
   */
  async *bytes(
    { descriptor, sources, signal }: MissingBlob,
    { offset, size }: { offset: number; size: number },
  ): AsyncGenerator<Uint8Array> {
    let failure: unknown;
    let left = size;
    for (const { domain, path: repository } of sources) {
      const registry = await this.#registry(domain);
      try {
        for await (const chunk of downloadBlob(registry, { repository, descriptor, offset, signal })) {
          if (left === 0) return;
          const wanted = chunk.subarray(0, left);
          left -= wanted.length;
          yield wanted;
        }
        return;
      } catch (error) {
        // Another one cannot go on with what this one began.
        if (left < size || !isNerdError(error, "UNKNOWN_IMAGE")) throw error;
        failure = error;
      }
    }
    throw new NerdError("UNKNOWN_IMAGE", `no registry has the blob ${descriptor.digest}`, { cause: failure });
  }

  async #registry(domain: string): Promise<Registry> {
    const opened = this.#opened.get(domain) ?? openRegistry(domain, this.#settings);
    this.#opened.set(domain, opened);
    return await opened;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const opened of await Promise.allSettled(this.#opened.values())) {
      if (opened.status === "fulfilled") opened.value[Symbol.dispose]();
    }
  }
}
