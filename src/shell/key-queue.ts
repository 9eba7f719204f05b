import type { Key } from "./key-decoder.ts";

/** Keys that are pressed and not acted on yet: behind the end of a line, or while something is waited for. */
export class KeyQueue {
  readonly #keys: Key[] = [];
  readonly #act: (key: Key) => void;
  #isOpen = false;
  #isHeld = false;

  constructor(act: (key: Key) => void) {
    this.#act = act;
  }

  /** Something is waited for: keys come after it. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  push(key: Key): void {
    this.#keys.push(key);
    this.#actOnAll();
  }

  /** Whether such a key waits; it and all before it are for nobody then. */
  take(name: string): boolean {
    const at = this.#keys.findLastIndex((key) => key.name === name);
    this.#keys.splice(0, at + 1);
    return at !== -1;
  }

  /** A line begins: what was pressed before is for it. */
  open(): void {
    this.#isOpen = true;
    this.#actOnAll();
  }

  /** The line has ended: what comes is for the next one. */
  close(): void {
    this.#isOpen = false;
  }

  hold(): void {
    this.#isHeld = true;
  }

  /** What has waited is acted on, in order. */
  release(): void {
    this.#isHeld = false;
    this.#actOnAll();
  }

  #actOnAll(): void {
    while (this.#isOpen && !this.#isHeld) {
      const key = this.#keys.shift();
      if (key === undefined) return;
      this.#act(key);
    }
  }
}
