/** So many may work at once; the others stand in line. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  /** Any number where it is not positive. */
  constructor(count: number) {
    this.#free = count > 0 ? count : Number.POSITIVE_INFINITY;
  }

  async take(): Promise<Disposable> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return {
      [Symbol.dispose]: () => {
        const next = this.#waiting.shift();
        if (next) next();
        else this.#free += 1;
      },
    };
  }
}
