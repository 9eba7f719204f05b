/** One moment to wait for, which can be put off; one that came while nobody waited is remembered. */
export class Alarm implements Disposable {
  #timer: NodeJS.Timeout | undefined;
  #atMs = 0;
  #hasRung = false;
  #ring: (() => void) | undefined;

  /** Whether it is still to ring. */
  get isSet(): boolean {
    return this.#timer !== undefined || this.#hasRung;
  }

  set(afterMs: number): void {
    clearTimeout(this.#timer);
    this.#atMs = performance.now() + afterMs;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#hasRung = true;
      this.#ring?.();
    }, afterMs);
  }

  /** Unless it rings earlier anyway. */
  setWithin(afterMs: number): void {
    const ringsEarlier = this.#hasRung || (this.#timer !== undefined && this.#atMs <= performance.now() + afterMs);
    if (!ringsEarlier) this.set(afterMs);
  }

  async rings(): Promise<void> {
    if (!this.#hasRung) {
      await new Promise<void>((resolve) => {
        this.#ring = resolve;
      });
    }
    this.#hasRung = false;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
