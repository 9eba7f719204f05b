import { CompletionMenu, type Completions } from "./completion-menu.ts";
import { breakLine, bufferOf, type EditBuffer, emptyBuffer, replaceBefore } from "./edit-buffer.ts";
import type { Span } from "./highlight.ts";
import type { History } from "./history.ts";
import { HistorySearch } from "./history-search.ts";
import { HistoryWalk } from "./history-walk.ts";
import { edited } from "./key-bindings.ts";
import type { Key } from "./key-decoder.ts";
import { KeyQueue } from "./key-queue.ts";
import { listenToKeys, type TerminalInput } from "./key-source.ts";
import type { OpenPrompt } from "./program-output.ts";
import { Screen, type TerminalOutput, type View } from "./screen.ts";

export interface LineEditorOptions {
  readonly input: TerminalInput;
  readonly output: TerminalOutput;
  readonly hasColors: boolean;
  readonly history: History;
  /** Called before keys are acted on: those that come meanwhile wait. */
  prepare?(): Promise<void>;
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
  readonly #walk: HistoryWalk;
  #search: HistorySearch | undefined;
  readonly #menu = new CompletionMenu();
  readonly #keys = new KeyQueue((key) => this.#act(key));
  #isReading = false;
  #end: (result: LineResult) => void = () => {};

  constructor(options: LineEditorOptions) {
    this.#options = options;
    this.#walk = new HistoryWalk(options.history);
    this.#screen = new Screen(options.output, options.hasColors);
  }

  get isReading(): boolean {
    return this.#isReading;
  }

  async read(prompt: string): Promise<LineResult> {
    const { output } = this.#options;
    this.#prompt = prompt;
    this.#buffer = emptyBuffer;
    this.#walk.end();
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

  /** Whether Ctrl-C was pressed before the line that has ended could have the terminal. */
  takeInterrupt(): boolean {
    return this.#keys.take("ctrl-c");
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
    let resolve: (result: LineResult) => void = () => {};
    const promise = new Promise<LineResult>((settle) => {
      resolve = settle;
    });
    const close = () => resolve({ end: "closed" });
    this.#end = (result) => {
      this.#keys.close();
      resolve(result);
    };
    using _ = listenToKeys(input, (key) => {
      if (this.#keys.isHeld && endsWaiting.has(key.name)) this.#menu.close();
      this.#keys.push(key);
    });
    input.once("end", close);
    // Drawn once it listens: the terminal would echo what is typed before, too.
    this.#draw();
    await this.#options.prepare?.();
    this.#keys.open();
    const result = await promise;
    this.#keys.close();
    input.off("end", close);
    return result;
  }

  #act(key: Key): void {
    const result = this.#press(key);
    if (result !== undefined) this.#end(result);
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
        this.#search = new HistorySearch(this.#options.history.latest(Infinity));
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
    if (isChanged) this.#walk.end();
    this.#menu.close();
    this.#draw();
    if (isTyping) void this.#openMenu();
  }

  #walkHistory(direction: "older" | "newer"): void {
    const buffer = this.#walk[direction](this.#buffer);
    if (buffer === undefined) return;
    this.#buffer = buffer;
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
      this.#keys.hold();
      const late = setTimeout(() => this.#menu.close(), longestWaitMs);
      await this.#openMenu();
      clearTimeout(late);
    }
    const accepted = this.#menu.accept(step);
    if (accepted !== undefined) {
      this.#buffer = replaceBefore(this.#buffer, accepted.start, accepted.text);
      this.#draw();
      if (!this.#menu.isOpen) void this.#openMenu();
    }
    this.#keys.release();
  }

  #draw(): void {
    this.#screen.draw(this.#search?.view() ?? this.#view());
  }

  #view(): View {
    const { text, cursor } = this.#buffer;
    const spans = text === "" ? [] : this.#options.highlight(text);
    return { prompt: this.#prompt, spans, cursor, below: this.#menu.lines() };
  }
}
