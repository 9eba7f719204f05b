import { CompletionMenu, type Completions } from "./completion-menu.ts";
import { breakLine, bufferOf, type EditBuffer, emptyBuffer, replaceBefore } from "./edit-buffer.ts";
import type { Span } from "./highlight.ts";
import type { History } from "./history.ts";
import { HistorySearch } from "./history-search.ts";
import { edited } from "./key-bindings.ts";
import type { Key } from "./key-decoder.ts";
import { listenToKeys, type TerminalInput } from "./key-source.ts";
import type { OpenPrompt } from "./program-output.ts";
import { Screen, type TerminalOutput, type View } from "./screen.ts";

export interface LineEditorOptions {
  readonly input: TerminalInput;
  readonly output: TerminalOutput;
  readonly hasColors: boolean;
  readonly history: History;
  /** Enter ends the input here; where it is false, it starts another line. */
  isComplete(text: string): boolean;
  highlight(text: string): Span[];
  complete(before: string, signal: AbortSignal): Promise<Completions | undefined>;
}

/** A slow engine must not hold up who types on: then Tab has had no answer. */
const longestWaitMs = 2_000;
/** Nobody wants to wait on who presses these. */
const endsWaiting = new Set(["ctrl-c", "escape"]);

export type LineResult = { readonly end: "line" | "cancelled"; readonly text: string } | { readonly end: "closed" };

/** Reads one input, of one line or many, from a terminal. */
export class LineEditor implements OpenPrompt {
  readonly #options: LineEditorOptions;
  readonly #screen: Screen;
  #prompt = "";
  #buffer: EditBuffer = emptyBuffer;
  #historyPosition = 0;
  /** What was typed before the history was gone through. */
  #typed = emptyBuffer;
  #search: HistorySearch | undefined;
  readonly #menu = new CompletionMenu();
  /** Pressed and not acted on yet: behind the end of a line, or while Tab waits for its answer. */
  readonly #pressed: Key[] = [];
  #isTabWaiting = false;
  #isOver = false;
  #isReading = false;
  #end: (result: LineResult) => void = () => {};

  constructor(options: LineEditorOptions) {
    this.#options = options;
    this.#screen = new Screen(options.output, options.hasColors);
  }

  get isReading(): boolean {
    return this.#isReading;
  }

  async read(prompt: string): Promise<LineResult> {
    const { output, history } = this.#options;
    this.#prompt = prompt;
    this.#buffer = emptyBuffer;
    this.#historyPosition = history.length;
    this.#menu.close();
    const redraw = () => this.#draw();
    output.write("\x1b[?2004h"); // xterm, "Bracketed Paste Mode".
    output.on("resize", redraw);
    this.#isReading = true;
    try {
      return await this.#listen();
    } finally {
      this.#menu.close();
      this.#screen.finish(this.#view());
      this.#isReading = false;
      output.off("resize", redraw);
      output.write("\x1b[?2004l");
    }
  }

  /** Writes over the prompt, which goes on below. */
  printAbove(text: string): void {
    this.#screen.interrupt(text);
    this.#draw();
  }

  printLinesAbove(text: string): void {
    this.#screen.endInterruption();
    this.printAbove(`${text}\n`);
  }

  clear(): void {
    this.#screen.clear();
  }

  async #listen(): Promise<LineResult> {
    const { input } = this.#options;
    const { promise, resolve } = deferred<LineResult>();
    const close = () => resolve({ end: "closed" });
    this.#end = (result) => {
      this.#isOver = true;
      resolve(result);
    };
    this.#isOver = false;
    using _ = listenToKeys(input, (key) => {
      this.#pressed.push(key);
      if (this.#isTabWaiting && endsWaiting.has(key.name)) this.#menu.close();
      this.#actOnPressed();
    });
    input.once("end", close);
    // Drawn once it listens: the terminal would echo what is typed before, too.
    this.#draw();
    this.#actOnPressed();
    const result = await promise;
    input.off("end", close);
    return result;
  }

  #actOnPressed(): void {
    while (!this.#isOver && !this.#isTabWaiting) {
      const key = this.#pressed.shift();
      if (key === undefined) return;
      const result = this.#press(key);
      if (result !== undefined) this.#end(result);
    }
  }

  #press(key: Key): LineResult | undefined {
    if (this.#search !== undefined && this.#pressInSearch(key)) return undefined;
    const { isComplete } = this.#options;
    switch (key.name) {
      case "enter":
        if (isComplete(this.#buffer.text)) return { end: "line", text: this.#buffer.text };
        this.#edit(breakLine(this.#buffer));
        return undefined;
      case "ctrl-c":
        return { end: "cancelled", text: this.#buffer.text };
      case "ctrl-d":
        if (this.#buffer.text === "") return { end: "closed" };
        break;
      case "ctrl-l":
        this.#screen.clear();
        this.#draw();
        return undefined;
      case "ctrl-r":
        this.#search = new HistorySearch(this.#options.history);
        this.#draw();
        return undefined;
      case "tab":
      case "shift-tab":
        void this.#acceptCandidate(key.name === "tab" ? 1 : -1);
        return undefined;
      case "escape":
        this.#menu.close();
        this.#draw();
        return undefined;
    }
    const buffer = edited(this.#buffer, key);
    if (buffer !== undefined) this.#edit(buffer, key.name === "text" || key.name === "backspace");
    else if (key.name === "up" || key.name === "ctrl-p") this.#walkHistory("older");
    else if (key.name === "down" || key.name === "ctrl-n") this.#walkHistory("newer");
    return undefined;
  }

  /** True where the key was for the search; any other key ends it and acts on what was found. */
  #pressInSearch(key: Key): boolean {
    const state = this.#search!.press(key);
    if (state === "goes on") {
      this.#draw();
      return true;
    }
    if (state === "accepted") this.#buffer = bufferOf(this.#search!.match ?? this.#buffer.text);
    this.#search = undefined;
    this.#draw();
    return state === "given up";
  }

  #edit(buffer: EditBuffer, isTyping = false): void {
    const isChanged = buffer.text !== this.#buffer.text;
    this.#buffer = buffer;
    if (isChanged) this.#historyPosition = this.#options.history.length;
    this.#menu.close();
    this.#draw();
    if (isTyping) void this.#openMenu();
  }

  #walkHistory(direction: "older" | "newer"): void {
    const { history } = this.#options;
    if (this.#historyPosition === history.length) this.#typed = this.#buffer;
    const found = history[direction](this.#historyPosition, this.#typed.text);
    if (found === undefined && direction === "older") return;
    this.#historyPosition = found?.position ?? history.length;
    this.#buffer = found === undefined ? this.#typed : bufferOf(found.entry);
    this.#menu.close();
    this.#draw();
  }

  /** Live completion: each edit asks anew. */
  async #openMenu(): Promise<void> {
    const before = this.#buffer.text.slice(0, this.#buffer.cursor);
    if (await this.#menu.open((signal) => this.#options.complete(before, signal))) this.#draw();
  }

  /** What is pressed before the answer has come is acted on after it, in order: `pul`, Tab, `("` is `pull("`. */
  async #acceptCandidate(step: 1 | -1): Promise<void> {
    if (!this.#menu.isOpen) {
      this.#isTabWaiting = true;
      const late = setTimeout(() => this.#menu.close(), longestWaitMs);
      await this.#openMenu();
      clearTimeout(late);
      this.#isTabWaiting = false;
    }
    const accepted = this.#menu.accept(step);
    if (accepted !== undefined) {
      this.#buffer = replaceBefore(this.#buffer, accepted.start, accepted.text);
      this.#draw();
      if (!this.#menu.isOpen) void this.#openMenu();
    }
    this.#actOnPressed();
  }

  #draw(): void {
    this.#screen.draw(this.#search?.view() ?? this.#view());
  }

  #view(): View {
    const { text, cursor } = this.#buffer;
    const spans = this.#options.highlight(text);
    return { prompt: this.#prompt, spans, cursor, below: this.#menu.lines() };
  }
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
