/** Does one thing again whenever it is asked for, never twice at once; a turn that has not begun yet is for all who come meanwhile. */
export class SharedTurn {
  readonly #act: () => Promise<void>;
  #last: Promise<void> = Promise.resolve();
  #isAwaited = false;

  constructor(act: () => Promise<void>) {
    this.#act = act;
  }

  async take(): Promise<void> {
    if (!this.#isAwaited) {
      this.#isAwaited = true;
      this.#last = this.#last
        .catch(() => {}) // Whoever asked for that one was told.
        .then(() => {
          this.#isAwaited = false;
          return this.#act();
        });
    }
    await this.#last;
  }

  /** Resolves once none is under way, whatever came of it. */
  async settled(): Promise<void> {
    await this.#last.catch(() => {});
  }
}
