import type { NerdError } from "../../errors.ts";
import type { OutputSink } from "./output-sink.ts";

/** Is told where the left side of the pipe has failed. */
type OnFailure = (error: NerdError) => void;

/** Who reads a command's stdout: with the last of them that leaves before the end, the command is to end, too. */
export class PipeReaders {
  readonly #output: OutputSink;
  readonly #readers = new Set<OnFailure>();
  readonly #cut = new AbortController();

  constructor(output: OutputSink) {
    this.#output = output;
  }

  /** Aborts when nobody reads any more. */
  get cut(): AbortSignal {
    return this.#cut.signal;
  }

  /** Gives what to call when that one reads no more. */
  add(onFailure: OnFailure): () => void {
    this.#readers.add(onFailure);
    return () => {
      this.#readers.delete(onFailure);
      if (this.#readers.size > 0) return;
      if (!this.#output.hasEnded) this.#cut.abort();
      this.#output.close();
    };
  }

  /** Before they see the end, which they would take for that of all there is. */
  fail(error: NerdError): void {
    for (const onFailure of this.#readers) onFailure(error);
  }
}
