/** What DisposableStack is, for Node 20, which has none: callbacks that run when the block ends, last first. */
export class CleanupStack implements Disposable {
  readonly #callbacks: (() => void)[] = [];

  defer(callback: () => void): void {
    this.#callbacks.push(callback);
  }

  [Symbol.dispose](): void {
    for (const callback of this.#callbacks.splice(0).reverse()) callback();
  }
}
