/**
 * What a terminal shows after some output: text, line breaks, carriage returns, cursor up and down, clearing to the right and downwards,
 * wrapping, and wrapping anew when its width changes. Enough for what draws progress; anything else throws.
 */
export class Screen {
  columns: number;
  readonly rows: number;
  readonly #listeners = new Set<() => void>();
  /** A row that `wraps` goes on in the next one. */
  #lines: { text: string; wraps: boolean }[] = [{ text: "", wraps: false }];
  #row = 0;
  #column = 0;
  writes = 0;
  /** How often all of it was cleared from its first place on, of which tmux keeps what was there in its history. */
  wholeClears = 0;

  constructor(columns: number, rows = 24) {
    this.columns = columns;
    this.rows = rows;
  }

  readonly write = (text: string): void => {
    this.writes++;
    for (const [part] of text.matchAll(/\x1b\[\d*[A-Z]|[\s\S]/gu)) this.#put(part);
  };

  size() {
    return { columns: this.columns, rows: this.rows };
  }

  onResize(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get watched(): boolean {
    return this.#listeners.size > 0;
  }

  /** Wraps what is shown anew, as terminals do, before whoever draws hears of it. */
  resize(columns: number): void {
    const whole = this.text();
    this.columns = columns;
    this.#lines = [{ text: "", wraps: false }];
    [this.#row, this.#column] = [0, 0];
    for (const character of whole) this.#put(character);
    for (const listener of this.#listeners) listener();
  }

  text(): string {
    return this.#lines
      .map(({ text, wraps }) => text + (wraps ? "" : "\n"))
      .join("")
      .slice(0, -1);
  }

  #put(part: string): void {
    const up = /^\x1b\[(\d*)A$/.exec(part);
    if (up) this.#row = Math.max(0, this.#row - Number(up[1] || 1));
    else if (part === "\x1b[B") this.#row = Math.min(this.#lines.length - 1, this.#row + 1);
    else if (part === "\x1b[J") this.#clearBelow();
    else if (part === "\x1b[K") this.#clearRight();
    else if (part === "\r") this.#column = 0;
    else if (part === "\n") this.#nextRow(false);
    else if (part.startsWith("\x1b")) throw new Error(`the screen does not know ${JSON.stringify(part)}`);
    else this.#type(part);
  }

  #type(character: string): void {
    if (this.#column >= this.columns) this.#nextRow(true);
    const line = this.#lines[this.#row]!;
    line.text = line.text.slice(0, this.#column).padEnd(this.#column) + character + line.text.slice(this.#column + 1);
    this.#column++;
  }

  #nextRow(wraps: boolean): void {
    this.#lines[this.#row]!.wraps = wraps;
    this.#row++;
    this.#column = 0;
    if (this.#row === this.#lines.length) this.#lines.push({ text: "", wraps: false });
  }

  #clearRight(): void {
    const line = this.#lines[this.#row]!;
    this.#lines[this.#row] = { text: line.text.slice(0, this.#column), wraps: false };
  }

  #clearBelow(): void {
    if (this.#row === 0 && this.#column === 0) this.wholeClears++;
    const line = this.#lines[this.#row]!;
    this.#lines = [...this.#lines.slice(0, this.#row), { text: line.text.slice(0, this.#column), wraps: false }];
  }
}
