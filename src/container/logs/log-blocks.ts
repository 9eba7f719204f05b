import { BlockReader } from "./block-reader.ts";
import { closeAll, type LogFile, openNewer } from "./log-files.ts";
import { LogFollow } from "./log-follow.ts";
import { type LogStart, sinceStart, tailStart } from "./log-start.ts";

export interface LogBlockOptions {
  /** The newest file of the log; those that were rotated away lie beside it. */
  readonly file: string;
  /** Only the last so many lines of what is there at first. */
  readonly tail?: number | undefined;
  /** Only what may be of then or later, as utcTime gives it. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly follow?: boolean | undefined;
  readonly ended?: Promise<unknown> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A log as blocks of whole records, from its oldest file to its newest and, followed, on from there across rotations.
 * A block is valid until the next one is asked for. Ends where there is no log.
 */
export async function* logBlocks(options: LogBlockOptions): AsyncGenerator<Buffer, void, undefined> {
  // First of all, so that nothing changes unseen between the first look and the first wait.
  using follow = options.follow ? new LogFollow(options.file, options) : undefined;
  await using log = new OpenLog(options.file);
  await log.findNewer();
  await log.skipTo(await logStart(log.files, options));
  for await (const block of log.blocks()) yield checked(block, options.signal);
  for (let isOver = false; follow && !isOver; ) {
    await follow.more();
    // Asked before reading: what is in the files by then is read below.
    isOver = follow.isOver;
    await log.findNewer();
    for await (const block of log.blocks()) yield checked(block, options.signal);
  }
}

function checked(block: Buffer, signal: AbortSignal | undefined): Buffer {
  signal?.throwIfAborted();
  return block;
}

async function logStart(files: readonly LogFile[], { tail, since }: LogBlockOptions): Promise<LogStart> {
  if (tail !== undefined) return await tailStart(files, tail);
  if (since !== undefined) return await sinceStart(files, since);
  return { file: 0, position: 0 };
}

/** The files that are still to be read, oldest first, and a reader of the oldest. */
class OpenLog implements AsyncDisposable {
  readonly #path: string;
  #files: LogFile[] = [];
  #reader: BlockReader | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  get files(): readonly LogFile[] {
    return this.#files;
  }

  async findNewer(): Promise<void> {
    this.#files.push(...(await openNewer(this.#path, this.#files.at(-1))));
  }

  async skipTo({ file, position }: LogStart): Promise<void> {
    await closeAll(this.#files.splice(0, file));
    const first = this.#files[0];
    if (first) this.#reader = new BlockReader(first.handle, position);
  }

  /** Every file to its end; the newest is kept, since it may grow. */
  async *blocks(): AsyncGenerator<Buffer, void, undefined> {
    for (let file = this.#files[0]; file; file = this.#files[0]) {
      this.#reader ??= new BlockReader(file.handle);
      yield* this.#reader.blocks();
      if (this.#files.length === 1) return;
      this.#files.shift();
      this.#reader = undefined;
      await file.handle.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await closeAll(this.#files.splice(0));
  }
}
