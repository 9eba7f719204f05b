import { StringDecoder } from "node:string_decoder";

/** A line without an end is not waited for any longer. */
const longestLine = 16_384;

/** Lines out of the chunks that a step's stream comes in, which end anywhere, even within a character. */
export class StepLog {
  readonly #decoder = new StringDecoder("utf8");
  #rest = "";

  take(bytes: Uint8Array): string[] {
    return this.#split(this.#decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
  }

  /** What has come of a last line that has no end. */
  end(): string[] {
    const lines = this.#split(this.#decoder.end());
    const rest = this.#rest;
    this.#rest = "";
    return rest === "" ? lines : [...lines, withoutReturn(rest)];
  }

  #split(text: string): string[] {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    if (this.#rest.length > longestLine) {
      lines.push(this.#rest);
      this.#rest = "";
    }
    return lines.map(withoutReturn);
  }
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
