import { normalUtcTime } from "../../moment.ts";
import { logBlocks } from "./log-blocks.ts";
import { LogLine, type LogStream } from "./log-line.ts";
import { type LogOptions, LogSelection } from "./log-selection.ts";
import { RecordReader } from "./record-reader.ts";

export type { LogOptions };

// Output without line ends is given in pieces of this size, lest it fill the memory.
const longestLineBytes = 64 * 1024 * 1024;

/**
 * A container's log line by line. Lines that were recorded in parts are whole, so that the beginning of a line is
 * only seen once its end is there, or the log is over. Throws INVALID_VALUE for a time that is none, and the signal's
 * reason once that aborts.
 *
 * ```ts
 * for await (const { stream, text } of readLogs({ file, follow: true, tail: 10 })) …
 * ```
 */
export async function* readLogs(options: LogOptions): AsyncGenerator<LogLine, void, undefined> {
  const selection = new LogSelection(options);
  const stdout = new PartialLine("stdout");
  const stderr = new PartialLine("stderr");
  for await (const block of logBlocks(selection.blocks)) {
    const record = new RecordReader(block);
    while (record.next()) {
      if (!selection.includes(record)) continue;
      const line = (record.isStderr ? stderr : stdout).add(record);
      if (line) yield line;
    }
    if (selection.isOver) break;
  }
  for (const partial of [stdout, stderr]) if (!partial.isEmpty) yield partial.take();
}

/** The parts of a stream's line so far. */
class PartialLine {
  readonly #stream: LogStream;
  #parts: Buffer[] = [];
  #time = "";
  #length = 0;

  constructor(stream: LogStream) {
    this.#stream = stream;
  }

  get isEmpty(): boolean {
    return this.#parts.length === 0;
  }

  /** The whole line, where the record is its end. */
  add(record: RecordReader): LogLine | undefined {
    const text = Buffer.allocUnsafe(record.textLimit);
    const part = text.subarray(0, record.copyText(text, 0));
    if (this.isEmpty) {
      this.#time = normalUtcTime(record.time);
      if (record.endsLine) return new LogLine(this.#time, this.#stream, part);
    }
    this.#parts.push(part);
    this.#length += part.length;
    return record.endsLine || this.#length >= longestLineBytes ? this.take() : undefined;
  }

  take(): LogLine {
    const line = new LogLine(this.#time, this.#stream, Buffer.concat(this.#parts));
    this.#parts = [];
    this.#length = 0;
    return line;
  }
}
