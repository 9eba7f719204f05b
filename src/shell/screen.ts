import type { Writable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { fitText, textWidth } from "../ui/text-width.ts";
import type { Span, Style } from "./highlight.ts";
import { layout } from "./screen-layout.ts";

/** What a prompt looks like at one moment. */
export interface View {
  readonly prompt: string;
  readonly spans: readonly Span[];
  readonly cursor: number;
  /** Lines under the text, dim. */
  readonly below: readonly string[];
}

export type TerminalOutput = Writable & { readonly columns?: number };

/** ECMA-48, "SGR"; colours of the user's own palette. */
const colors: Readonly<Record<Style, string>> = {
  plain: "",
  keyword: "\x1b[35m",
  string: "\x1b[32m",
  number: "\x1b[33m",
  comment: "\x1b[90m",
  global: "\x1b[36m",
  match: "\x1b[1;4m",
};
const clearBelow = "\x1b[J";
const dim = "\x1b[90m";
const reset = "\x1b[0m";
/** A longer line without a break is left as it is: it might have scrolled away. */
const mostOpenRows = 5;

/** Draws views over each other in one write each, so that nothing flickers. */
export class Screen {
  readonly #output: TerminalOutput;
  readonly #hasColors: boolean;
  #cursorRow = 0;
  /** The end of what was put above the view, where it lacks its line break. */
  #above = "";

  constructor(output: TerminalOutput, hasColors: boolean) {
    this.#output = output;
    this.#hasColors = hasColors;
  }

  draw(view: View): void {
    const columns = this.#output.columns ?? 80;
    const margin = textWidth(view.prompt);
    const { rows, cursor } = layout({ spans: view.spans, cursor: view.cursor, columns, margin });
    const continuation = " ".repeat(margin);
    const lines = rows.map(
      (row, index) => `${index === 0 ? view.prompt : continuation}${row.map((span) => this.#paint(span)).join("")}`,
    );
    const below = view.below.map((line) => this.#dim(fitText(line, columns - 1)));
    const down = lines.length + below.length - 1 - cursor.row;
    const back = `${down > 0 ? `\x1b[${down}A` : ""}\r${cursor.column > 0 ? `\x1b[${cursor.column}C` : ""}`;
    // Cleared behind the prompt: tmux takes a clearing from the screen's first place on for `clear`, and would keep each key press in its history.
    const [first = "", ...others] = [...lines, ...below];
    const drawn = [`${view.prompt}${clearBelow}${first.slice(view.prompt.length)}`, ...others].join("\r\n");
    this.#output.write(`${this.#toStart()}${drawn}${back}`);
    this.#cursorRow = cursor.row;
  }

  /** Leaves the last view where it is and goes on below it. */
  finish(view: View): void {
    this.draw({ ...view, cursor: Infinity, below: [] });
    this.#output.write("\r\n");
    this.#cursorRow = 0;
    this.#above = "";
  }

  /** Puts text in place of the last view, as it comes: a line without its break goes on with the next text. The next view is drawn below. */
  interrupt(text: string): void {
    const columns = this.#output.columns ?? 80;
    const shown = this.#above + text;
    const end = /[^\n]*$/.exec(shown)![0];
    const lines = shown.replace(/\r?\n/g, "\r\n");
    this.#output.write(
      `${this.#toStart(rowCount(this.#above, columns))}${clearBelow}${lines}${end === "" ? "" : "\r\n"}`,
    );
    this.#cursorRow = 0;
    const open = /[^\r]*\r*$/.exec(end)![0]; // A carriage return starts the line anew.
    this.#above = rowCount(open, columns) > mostOpenRows ? "" : open;
  }

  /** What comes next starts a line of its own. */
  endInterruption(): void {
    this.#above = "";
  }

  clear(): void {
    this.#output.write("\x1b[H\x1b[2J");
    this.#cursorRow = 0;
    this.#above = "";
  }

  #toStart(rowsAbove = 0): string {
    const up = this.#cursorRow + rowsAbove;
    return `${up > 0 ? `\x1b[${up}A` : ""}\r`;
  }

  #paint({ text, style }: Span): string {
    const color = this.#hasColors ? colors[style] : "";
    return color === "" ? text : `${color}${text}${reset}`;
  }

  #dim(text: string): string {
    return this.#hasColors ? `${dim}${text}${reset}` : text;
  }
}

/** Rows that a line takes whose end is not the cursor's place. */
function rowCount(line: string, columns: number): number {
  const text = stripVTControlCharacters(line).replaceAll("\r", "");
  return text === "" ? 0 : layout({ spans: [{ text, style: "plain" }], cursor: 0, columns, margin: 0 }).rows.length;
}
