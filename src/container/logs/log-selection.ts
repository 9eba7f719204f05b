import { type Moment, normalUtcTime, utcTime } from "../../moment.ts";
import type { LogBlockOptions } from "./log-blocks.ts";
import type { LogStream } from "./log-line.ts";
import type { RecordReader } from "./record-reader.ts";

/** Which part of a container's log is wanted; all of it by default. */
export interface LogOptions {
  /** The json-file log; files rotated away lie beside it. */
  readonly file: string;
  /** Go on with what comes, until `ended` or `signal`. */
  readonly follow?: boolean;
  /** The last so many lines of what is there at first. */
  readonly tail?: number;
  readonly since?: Moment;
  /** With `follow`, ends at that moment. */
  readonly until?: Moment;
  /** Both by default. */
  readonly streams?: readonly LogStream[];
  /** For `follow`: the container's exit. The rest that its logger still holds then is delivered too. */
  readonly ended?: Promise<unknown>;
  readonly signal?: AbortSignal;
}

/** The selection as a question about each record. */
export class LogSelection {
  readonly blocks: LogBlockOptions;
  readonly #stdout: boolean;
  readonly #stderr: boolean;
  #since: string | undefined;
  readonly #until: string | undefined;
  #isOver = false;

  constructor({ since, until, streams = ["stdout", "stderr"], ...options }: LogOptions) {
    this.#since = since === undefined ? undefined : utcTime(since);
    this.#until = until === undefined ? undefined : utcTime(until);
    this.#stdout = streams.includes("stdout");
    this.#stderr = streams.includes("stderr");
    this.blocks = { ...options, since: this.#since, until: this.#until };
  }

  /** True once a record was met that is too late: those after it are later still. */
  get isOver(): boolean {
    return this.#isOver;
  }

  includes(record: RecordReader): boolean {
    if (this.#since !== undefined && !this.#hasBegun(record)) return false;
    if (this.#until !== undefined && normalUtcTime(record.time) > this.#until) this.#isOver = true;
    return !this.#isOver && (record.isStderr ? this.#stderr : this.#stdout);
  }

  #hasBegun(record: RecordReader): boolean {
    if (normalUtcTime(record.time) < this.#since!) return false;
    // What follows is later, and need not be asked.
    this.#since = undefined;
    return true;
  }
}
