const most = 10;

interface Placed {
  readonly place: number;
  readonly text: string;
}

/** The last lines of each task, for one that fails when those of others stand between them. */
export class LastLines {
  readonly #lines = new Map<string, Placed[]>();
  #count = 0;

  take(task: string, text: string): void {
    const lines = this.#lines.get(task) ?? [];
    this.#lines.set(task, lines);
    lines.push({ place: ++this.#count, text });
    if (lines.length > most) lines.shift();
  }

  /** Nothing where they stand together as the last ones of all: they can be read there. */
  apart(task: string): readonly string[] {
    const lines = this.#lines.get(task) ?? [];
    const isTogether = lines.every(({ place }, index) => place === this.#count - lines.length + 1 + index);
    return isTogether ? [] : lines.map(({ text }) => text);
  }

  forget(task: string): void {
    this.#lines.delete(task);
  }
}
