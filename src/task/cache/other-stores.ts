import type { OfferedResult, ResultSource } from "./result-source.ts";
import type { ResultStore } from "./result-store.ts";
import type { StoredResult } from "./stored-result.ts";
import type { KnownKey } from "./task-keys.ts";

export interface FoundResult {
  readonly result: StoredResult;
  readonly reason: string;
}

/** Stores beside this machine's own, asked in their order for what is not in that. */
export class OtherStores {
  readonly #sources: readonly ResultSource[];
  readonly #own: ResultStore;

  constructor(sources: readonly ResultSource[], own: ResultStore) {
    this.#sources = sources;
    this.#own = own;
  }

  /** From the first that has it, taken into the own store as the task's. */
  async fetch(task: string, { key, parts }: KnownKey): Promise<StoredResult | undefined> {
    for (const source of this.#sources) {
      const result = await source.fetch(key, this.#own);
      if (result === undefined) continue;
      await this.#own.write(key, { ...result, task }, parts);
      return result;
    }
    return undefined;
  }

  /** The same without taking it. */
  async find(key: string): Promise<FoundResult | undefined> {
    for (const source of this.#sources) {
      const result = await source.find(key);
      if (result !== undefined) return { result, reason: `${source.name} has what it made` };
    }
    return undefined;
  }

  offer(made: OfferedResult): void {
    for (const source of this.#sources) source.offer(made, this.#own);
  }

  /** Waits for what they are sent. */
  async close(): Promise<void> {
    for (const source of this.#sources) await source.close();
  }
}
