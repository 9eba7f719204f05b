interface Interval {
  readonly startMs: number;
  endMs: number | undefined;
}

/** When a step has worked: it may start several times, and parts of it at once. Milliseconds of the builder's clock. */
export class WorkTime {
  readonly #intervals = new Map<string, Interval>();

  get isRunning(): boolean {
    return [...this.#intervals.values()].some(({ endMs }) => endMs === undefined);
  }

  /** Of its last beginning. */
  get startMs(): number | undefined {
    const starts = [...this.#intervals.values()].map(({ startMs }) => startMs);
    return starts.length === 0 ? undefined : Math.max(...starts);
  }

  /** `key` tells one start from another: of which vertex, and when. */
  set(key: string, startMs: number, endMs: number | undefined): void {
    this.#intervals.set(key, { startMs, endMs });
  }

  /** Time that intervals share counts once; `nowMs` ends those that are open. */
  elapsedMs(nowMs: number): number {
    let sum = 0;
    let until = Number.NEGATIVE_INFINITY;
    for (const { startMs, endMs = nowMs } of [...this.#intervals.values()].sort((a, b) => a.startMs - b.startMs)) {
      const from = Math.max(startMs, until);
      if (endMs <= from) continue;
      sum += endMs - from;
      until = endMs;
    }
    return sum;
  }
}
