/** So many may work at once; the others stand in line. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  /** Any number where it is not positive. */
  constructor(count: number) {
    this.#free = count > 0 ? count : Number.POSITIVE_INFINITY;
  }

  /** It is given back once, however often it is disposed. */
  async take(): Promise<Disposable> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    let isTaken = true;
    return {
      [Symbol.dispose]: () => {
        if (!isTaken) return;
        isTaken = false;
        const next = this.#waiting.shift();
        if (next) next();
        else this.#free += 1;
      },
    };
  }
}
