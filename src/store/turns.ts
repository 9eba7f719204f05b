/** Lets those of this process who ask for the same thing have it one at a time, in the order in which they ask. */
export class Turns {
  /** By what is asked for: when the last who asked has given it back. */
  readonly #ends = new Map<string, Promise<void>>();

  /** Rejects where `signal` aborts first. Disposing lets the next one in. */
  async take(name: string, signal?: AbortSignal): Promise<Disposable> {
    signal?.throwIfAborted();
    const earlier = this.#ends.get(name);
    let leave = () => {};
    const left = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const end = earlier === undefined ? left : earlier.then(() => left);
    this.#ends.set(name, end);
    void end.then(() => {
      if (this.#ends.get(name) === end) this.#ends.delete(name);
    });
    if (earlier === undefined) return { [Symbol.dispose]: leave };
    try {
      await earlierOrAborted(earlier, signal);
      return { [Symbol.dispose]: leave };
    } catch (error) {
      leave();
      throw error;
    }
  }
}

async function earlierOrAborted(earlier: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return await earlier;
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    await Promise.race([earlier, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
