import { logBlocks } from "./log-blocks.ts";
import type { LogStream } from "./log-line.ts";
import { type LogOptions, LogSelection } from "./log-selection.ts";
import { detailsText } from "./record-details.ts";
import { RecordReader } from "./record-reader.ts";

/** Takes what a stream goes on with; the bytes stay as they are. The next piece waits for a promise it gives. */
export type LogWriter = (stream: LogStream, bytes: Uint8Array) => void | Promise<void>;

export interface LogCopyOptions extends LogOptions {
  /** Begin each line with its time: `2026-08-01T12:34:56.000000789Z text`. */
  readonly timestamps?: boolean;
  /** Then with what the log driver was told to add to it, `key=value,…`. */
  readonly details?: boolean;
}

const pieceBytes = 256 * 1024;
const space = 0x20;
const timestampBytes = "2026-08-01T12:34:56.000000789Z ".length;

/**
 * Hands on the container's output, byte by byte and each stream to its own, as fast as it can be read: the way to
 * print a log. A line's beginning goes on at once, so that prompts are seen. Throws as readLogs does.
 */
export async function copyLogs(options: LogCopyOptions, write: LogWriter): Promise<void> {
  const { timestamps = false, details = false, ...wanted } = options;
  const selection = new LogSelection(wanted);
  const pieces = new Pieces({ timestamps, details });
  for await (const block of logBlocks(selection.blocks)) {
    const record = new RecordReader(block);
    while (record.next()) {
      if (!selection.includes(record)) continue;
      // `await` costs more than a record: only where there is something to wait for.
      if (!pieces.accepts(record)) await pieces.flush(write);
      pieces.add(record);
    }
    await pieces.flush(write);
    if (selection.isOver) return;
  }
}

/** Gathers the text of successive records of one stream. */
class Pieces {
  readonly #timestamps: boolean;
  readonly #details: boolean;
  #buffer = Buffer.allocUnsafeSlow(pieceBytes);
  /** The piece so far is `#buffer` from `#start` to `#end`; what is before it was handed out. */
  #start = 0;
  #end = 0;
  #isStderr = false;
  /** Streams that are within a line, by `isStderr`. */
  readonly #withinLine: [stdout: boolean, stderr: boolean] = [false, false];

  constructor({ timestamps, details }: { readonly timestamps: boolean; readonly details: boolean }) {
    this.#timestamps = timestamps;
    this.#details = details;
  }

  accepts(record: RecordReader): boolean {
    if (this.#end === this.#start) return true;
    return record.isStderr === this.#isStderr && this.#end + this.#room(record) <= this.#buffer.length;
  }

  /** An escaped byte takes three, and a character in JSON as many as its bytes, or more. */
  #room(record: RecordReader): number {
    const details = this.#details ? 3 * Buffer.byteLength(JSON.stringify(record.attributes ?? {})) : 0;
    return record.textLimit + timestampBytes + details;
  }

  add(record: RecordReader): void {
    const needed = this.#room(record);
    if (this.#end + needed > this.#buffer.length) {
      this.#buffer = Buffer.allocUnsafeSlow(Math.max(pieceBytes, needed));
      this.#start = this.#end = 0;
    }
    this.#isStderr = record.isStderr;
    if (this.#timestamps || this.#details) this.#addBeginning(record);
    this.#end = record.copyText(this.#buffer, this.#end);
  }

  #addBeginning(record: RecordReader): void {
    const stream = record.isStderr ? 1 : 0;
    if (!this.#withinLine[stream]) {
      if (this.#timestamps) {
        this.#end = record.copyTime(this.#buffer, this.#end);
        this.#buffer[this.#end++] = space;
      }
      if (this.#details) this.#end += this.#buffer.write(`${detailsText(record.attributes)} `, this.#end);
    }
    this.#withinLine[stream] = !record.endsLine;
  }

  async flush(write: LogWriter): Promise<void> {
    if (this.#end === this.#start) return;
    const piece = this.#buffer.subarray(this.#start, this.#end);
    this.#start = this.#end;
    await write(this.#isStderr ? "stderr" : "stdout", piece);
  }
}
