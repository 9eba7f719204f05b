import { setImmediate as nextTurn } from "node:timers/promises";
import { maskedText } from "../secrets/known-secrets.ts";
import { History } from "./history.ts";
import { Interrupts } from "./interrupts.ts";
import type { TerminalInput } from "./key-source.ts";
import { LineEditor } from "./line-editor.ts";
import type { ProgramOutput } from "./program-output.ts";
import type { SessionOptions } from "./session.ts";
import type { ShellLines } from "./shell-lines.ts";

export interface ShellOptions {
  readonly stdin: TerminalInput;
  readonly output: ProgramOutput;
  readonly hasColors: boolean;
  /** Absent: the history lasts as long as the prompt. */
  readonly historyFile?: string;
  /** Called once the first prompt is drawn: whoever starts a shell waits for that, and for nothing that only a line needs. */
  load(): Promise<SessionOptions>;
}

/** Reads and runs lines from a terminal until the user leaves; resolves to the exit status of the program. */
export async function startShell(options: ShellOptions): Promise<number> {
  await using shell = new Shell(options, await History.open(options.historyFile));
  await shell.run();
  return 0;
}

class Shell implements AsyncDisposable {
  readonly #options: ShellOptions;
  readonly #history: History;
  readonly #editor: LineEditor;
  readonly #interrupts = new Interrupts();
  #loading: Promise<ShellLines> | undefined;
  #lines: ShellLines | undefined;
  #line = 0;
  /** Of the last line, where that was a command line. */
  #status = 0;
  #isOver = false;

  constructor(options: ShellOptions, history: History) {
    this.#options = options;
    this.#history = history;
    this.#editor = new LineEditor({
      input: options.stdin,
      output: options.output.terminal,
      hasColors: options.hasColors,
      history,
      prepare: async () => {
        this.#lines ??= await this.#load();
      },
      isComplete: (text) => this.#lines?.isComplete(text) ?? true,
      highlight: (text) => this.#lines?.highlight(text) ?? [],
      complete: async (before, signal) => await this.#lines?.complete(before, signal),
    });
    options.output.prompt = this.#editor;
  }

  async run(): Promise<void> {
    // Where they do not load, the editor tells.
    const showUnawaited = (error: unknown) => {
      this.#load().then(
        (lines) => lines.showFailure(error),
        () => {},
      );
    };
    process.on("unhandledRejection", showUnawaited).on("uncaughtException", showUnawaited);
    this.#print("nerdsh: TypeScript whose commands are containers. Type help for more, Ctrl-D to leave.");
    while (!this.#isOver) {
      this.#line += 1;
      this.#endLine();
      const status = this.#status === 0 ? "" : `[${this.#status}] `; // As fish has it.
      const result = await this.#editor.read(`${status}${this.#line}› `);
      this.#status = 0;
      this.#interrupts.forget(); // While one types it is a key.
      if (result.end === "line" && this.#editor.takeInterrupt()) this.#interrupts.press(); // Behind Enter.
      if (result.end === "closed") break;
      if (result.end === "cancelled" && result.text === "") this.#print("Ctrl-D leaves, and so does exit");
      if (result.end === "line") await this.#runLine(result.text);
    }
    process.off("unhandledRejection", showUnawaited).off("uncaughtException", showUnawaited);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    using interrupts = this.#interrupts;
    const told = () => this.#print("\ncleaning up; Ctrl-C again leaves at once");
    await interrupts.insisting(async () => await this.#lines?.[Symbol.asyncDispose](), told);
  }

  async #runLine(text: string): Promise<void> {
    await this.#history.add(text);
    this.#status = await (await this.#load()).run(text, this.#line);
  }

  #load(): Promise<ShellLines> {
    this.#loading ??= this.#loadLines();
    return this.#loading;
  }

  async #loadLines(): Promise<ShellLines> {
    await nextTurn(); // What is drawn is written first.
    const [{ openLines }, options] = await Promise.all([import("./shell-lines.ts"), this.#options.load()]);
    const { output, hasColors } = this.#options;
    return await openLines(options, {
      history: this.#history,
      hasColors,
      interrupts: this.#interrupts,
      columns: () => output.terminal.columns ?? 80,
      print: (text) => this.#print(text),
      clear: () => this.#editor.clear(),
      leave: () => {
        this.#isOver = true;
      },
    });
  }

  #print(text: string): void {
    const shown = maskedText(text);
    if (this.#editor.isReading) this.#editor.printLinesAbove(shown);
    else {
      this.#endLine();
      this.#options.output.terminal.write(`${shown}\n`);
    }
  }

  /** What a line has written without a break at its end is not drawn over. */
  #endLine(): void {
    const { terminal, lineBreak } = this.#options.output;
    const end = lineBreak();
    if (end !== "") terminal.write(end);
  }
}
