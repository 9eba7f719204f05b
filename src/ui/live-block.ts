import type { DrawingTerminal, Write } from "./renderer.ts";
import { textWidth } from "./text-width.ts";

/**
 * From a line's start on, the line first and then what is below it: tmux takes a clearing from the screen's first place on for `clear`, and would
 * keep every frame in its history.
 */
const clearBelow = "\x1b[K\x1b[B\x1b[J\x1b[A";

/**
 * Lines at the end of what a terminal shows, which are drawn over when they change. Between two calls the
 * cursor stands below them, at the start of a line, so that whoever writes next starts on a clean one.
 */
export class LiveBlock {
  readonly #write: Write;
  readonly #terminal: DrawingTerminal;
  #shown: readonly string[] = [];
  #columns = 0;

  constructor(write: Write, terminal: DrawingTerminal) {
    this.#write = write;
    this.#terminal = terminal;
  }

  /** Prints `above` for good, and the block below it. */
  draw(lines: readonly string[], above = ""): void {
    const { columns } = this.#terminal.size();
    const same = columns === this.#columns && lines.join("\n") === this.#shown.join("\n");
    if (same && above === "") return;
    const text = [this.#erase(columns), above, ...lines.map((line) => `${line}\n`)].join("");
    this.#shown = lines;
    this.#columns = columns;
    if (text !== "") this.#write(text);
  }

  /** Up to the block's first line; one drawn on a wider screen has been wrapped by a narrower one. */
  #erase(columns: number): string {
    const heights = this.#shown.map((line) => Math.max(1, Math.ceil(textWidth(line) / Math.max(1, columns))));
    const height = heights.reduce((sum, rows) => sum + rows, 0);
    return height === 0 ? "" : `\x1b[${height}A\r${clearBelow}`;
  }
}
