/** What is to be said of a project that runs, in the order in which it happens, until nobody listens any more. */
export class Notices<Notice> implements AsyncIterable<Notice> {
  readonly #waiting: Notice[] = [];
  #isClosed = false;
  #wake = () => {};

  add(notice: Notice): void {
    this.#waiting.push(notice);
    this.#wake();
  }

  /** What was added before is still given. */
  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Notice, void, undefined> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next !== undefined) yield next;
      else if (this.#isClosed) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }
}
