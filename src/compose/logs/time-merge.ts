interface Timed {
  /** RFC 3339 in UTC with nanoseconds, so that texts compare as times do. */
  readonly time: string;
}

interface Source<Line> {
  readonly lines: AsyncIterator<Line, unknown, undefined>;
  /** Its next line, once that is here. */
  head: Line | undefined;
  /** Since when it is waited for, in milliseconds since the epoch. */
  askedMs: number;
}

/**
 * Lines of several sources as one, the earliest first. A source that has nothing to say holds the others up for `patienceMs`: so long may a
 * line be on its way. Ends once `close` was called and every source is at its end; fails as the first of them does.
 */
export class TimeMerge<Line extends Timed> implements AsyncIterable<Line> {
  readonly #sources = new Set<Source<Line>>();
  readonly #patienceMs: number;
  #failure: { readonly error: unknown } | undefined;
  #isClosed = false;
  #wake = () => {};

  constructor({ patienceMs }: { readonly patienceMs: number }) {
    this.#patienceMs = patienceMs;
  }

  add(lines: AsyncIterable<Line>): void {
    const source: Source<Line> = { lines: lines[Symbol.asyncIterator](), head: undefined, askedMs: 0 };
    this.#sources.add(source);
    this.#ask(source);
  }

  /** No more sources will come. */
  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  /** Ends the merge as a source's failure does. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Line, void, undefined> {
    try {
      yield* this.#merged();
    } finally {
      // Not awaited: one that is asked ends once it is told otherwise, by a signal.
      for (const { lines } of this.#sources) lines.return?.().catch(() => {}); // Nobody wants to know any more.
    }
  }

  async *#merged(): AsyncGenerator<Line, void, undefined> {
    for (;;) {
      if (this.#failure) throw this.#failure.error;
      const earliest = this.#earliest();
      if (earliest === undefined && this.#sources.size === 0 && this.#isClosed) return;
      const waitMs = earliest === undefined ? Number.POSITIVE_INFINITY : this.#waitMs(earliest.head);
      if (earliest === undefined || waitMs > 0) {
        await this.#change(waitMs);
        continue;
      }
      const { head } = earliest;
      this.#ask(earliest);
      yield head;
    }
  }

  #ask(source: Source<Line>): void {
    source.head = undefined;
    source.askedMs = Date.now();
    source.lines.next().then(
      ({ done, value }) => {
        if (done) this.#sources.delete(source);
        else source.head = value;
        this.#wake();
      },
      (error: unknown) => this.fail(error),
    );
  }

  #earliest(): (Source<Line> & { readonly head: Line }) | undefined {
    let earliest: (Source<Line> & { readonly head: Line }) | undefined;
    for (const source of this.#sources) {
      if (hasHead(source) && (earliest === undefined || source.head.time < earliest.head.time)) earliest = source;
    }
    return earliest;
  }

  /** How long something earlier may still come from sources that are asked. */
  #waitMs({ time }: Line): number {
    const silent = [...this.#sources].filter(({ head }) => head === undefined);
    if (silent.length === 0) return 0;
    if (this.#patienceMs === Number.POSITIVE_INFINITY) return this.#patienceMs;
    const sinceMs = Math.max(...silent.map(({ askedMs }) => askedMs), Date.parse(time));
    return Math.min(sinceMs + this.#patienceMs - Date.now(), this.#patienceMs);
  }

  async #change(waitMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (waitMs !== Number.POSITIVE_INFINITY) timer = setTimeout(resolve, waitMs);
    });
    clearTimeout(timer);
  }
}

function hasHead<Line>(source: Source<Line>): source is Source<Line> & { readonly head: Line } {
  return source.head !== undefined;
}
