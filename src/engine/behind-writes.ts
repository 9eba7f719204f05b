import type { FileHandle } from "node:fs/promises";

/** After so many bytes, what is written by then is sent to the disk: whoever syncs the whole in the end waits for the rest only. */
const syncBytes = 64 * 1024 * 1024;

/**
 * Writes a chunk to a file while the next one comes. In order, and nothing after a failure: there is no hole, whenever it ends. A chunk must
 * not change until the next one is taken, or all are settled.
 */
export class BehindWrites {
  readonly #file: Pick<FileHandle, "write" | "datasync">;
  #writing: Promise<void> = Promise.resolve();
  #syncing: Promise<void> | undefined;
  #unsyncedBytes = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(file: Pick<FileHandle, "write" | "datasync">) {
    this.#file = file;
  }

  /** Resolves when the chunk before is written; throws what went wrong with any before. */
  async write(chunk: Uint8Array, at: number): Promise<void> {
    await this.#writing;
    this.#throwFailure();
    this.#writing = this.#noted(writeWhole(this.#file, chunk, at));
    this.#unsyncedBytes += chunk.length;
    if (this.#unsyncedBytes < syncBytes || this.#syncing !== undefined) return;
    this.#unsyncedBytes = 0;
    this.#syncing = this.#noted(this.#file.datasync()).then(() => {
      this.#syncing = undefined;
    });
  }

  /** Resolves when nothing is under way any more; throws what went wrong. */
  async settled(): Promise<void> {
    await this.#writing;
    await this.#syncing;
    this.#throwFailure();
  }

  async #noted(done: Promise<void>): Promise<void> {
    try {
      await done;
    } catch (error) {
      this.#failure ??= { error };
    }
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

async function writeWhole(file: Pick<FileHandle, "write">, chunk: Uint8Array, at: number): Promise<void> {
  let written = 0;
  while (written < chunk.length)
    written += (await file.write(chunk, written, chunk.length - written, at + written)).bytesWritten;
}
