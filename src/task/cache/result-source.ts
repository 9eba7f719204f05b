import type { ResultStore } from "./result-store.ts";
import type { StoredResult } from "./stored-result.ts";
import type { KeyParts } from "./task-key.ts";

export interface OfferedResult {
  readonly key: string;
  readonly result: StoredResult;
  readonly parts: KeyParts;
}

/** A store of results that others fill too. It fails no run: what does not work there is told once, and left. */
export interface ResultSource {
  /** As users know it. */
  readonly name: string;
  /** What there is of a result but its files' bytes; undefined where there is none, or none to be trusted. */
  find(key: string): Promise<StoredResult | undefined>;
  /** The result, whose blobs are in `store` then; undefined where there is none, or none to be trusted. */
  fetch(key: string, store: ResultStore): Promise<StoredResult | undefined>;
  /** Sends it by the by. */
  offer(offered: OfferedResult, store: ResultStore): void;
  /** Once all that was offered is there. */
  close(): Promise<void>;
}
