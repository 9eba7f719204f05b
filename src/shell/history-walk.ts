import { bufferOf, type EditBuffer, emptyBuffer } from "./edit-buffer.ts";
import type { History } from "./history.ts";

/** Up and Down: through the entries that begin as what was typed, and back to that. */
export class HistoryWalk {
  readonly #history: History;
  /** Undefined: at what is typed, behind the newest entry. */
  #position: number | undefined;
  #typed: EditBuffer = emptyBuffer;

  constructor(history: History) {
    this.#history = history;
  }

  /** What is edited from now on is typed. */
  end(): void {
    this.#position = undefined;
  }

  /** Undefined where nothing is further back. */
  older(buffer: EditBuffer): EditBuffer | undefined {
    if (this.#position === undefined) this.#typed = buffer;
    const found = this.#history.older(this.#position ?? this.#history.length, this.#typed.text);
    if (found === undefined) return undefined;
    this.#position = found.position;
    return bufferOf(found.entry);
  }

  newer(buffer: EditBuffer): EditBuffer {
    if (this.#position === undefined) return buffer;
    const found = this.#history.newer(this.#position, this.#typed.text);
    this.#position = found?.position;
    return found === undefined ? this.#typed : bufferOf(found.entry);
  }
}
