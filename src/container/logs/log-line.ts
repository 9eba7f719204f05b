import { type InspectOptions, inspect } from "node:util";

export type LogStream = "stdout" | "stderr";

/** One line of a container's output, put together where it was recorded in parts. */
export class LogLine {
  /** When its first part was read from the container: RFC 3339 in UTC with nanoseconds. */
  readonly time: string;
  readonly stream: LogStream;
  /** What the container wrote, byte by byte; ends in a newline unless the output does not. */
  readonly bytes: Uint8Array;

  constructor(time: string, stream: LogStream, bytes: Uint8Array) {
    this.time = time;
    this.stream = stream;
    this.bytes = bytes;
  }

  /** The line as text without its line ending; bytes that are no UTF-8 read as U+FFFD. */
  get text(): string {
    return new TextDecoder().decode(this.bytes).replace(/\r?\n$/, "");
  }

  toString(): string {
    return this.text;
  }

  toJSON(): { readonly time: string; readonly stream: LogStream; readonly text: string } {
    return { time: this.time, stream: this.stream, text: this.text };
  }

  /** `console.log` and test runners show what is written, rather than its bytes. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    return `LogLine ${inspect(this.toJSON(), options)}`;
  }
}
