import { createEvaluator, type Evaluator } from "../platform/evaluator.ts";
import { defineGlobals } from "../platform/global-names.ts";
import { createModuleLoader, type ModuleLoader, type NerdshModule } from "../platform/module-loader.ts";
import { zxNames } from "../platform/zx.ts";
import { maskedText } from "../secrets/known-secrets.ts";
import { type Colors, loadColors } from "../ui/colors.ts";
import { failureText } from "../ui/failure.ts";
import { highlight } from "./highlight.ts";
import { History } from "./history.ts";
import { interruptible } from "./interruption.ts";
import type { TerminalInput } from "./key-source.ts";
import { LineEditor } from "./line-editor.ts";
import type { LineKind } from "./line-kind.ts";
import { LineRunner, type LineRunnerOptions, type PromptGlobals } from "./line-runner.ts";
import { type MetaContext, runMetaCommand } from "./meta-commands.ts";
import type { ProgramOutput } from "./program-output.ts";
import { PromptSession } from "./prompt-session.ts";
import { eachItem, isStream } from "./value-stream.ts";
import { itemText, shortened, valueText } from "./value-text.ts";

/** What every way to enter lines needs. */
export interface SessionOptions extends LineRunnerOptions {
  readonly nerdsh: NerdshModule;
  readonly cacheDir: string;
  /** Told when `cd` has changed the directory of the process. */
  onDirectoryChange?(): Promise<void>;
}

export interface ShellOptions extends SessionOptions {
  readonly stdin: TerminalInput;
  readonly output: ProgramOutput;
  readonly hasColors: boolean;
  /** Absent: the history lasts as long as the prompt. */
  readonly historyFile?: string;
}

/** The scope that lines share; evaluator and loader start with the first line that needs them. */
export function openSession(options: SessionOptions): PromptSession {
  let evaluator: Promise<Evaluator> | undefined;
  let loader: Promise<ModuleLoader> | undefined;
  return new PromptSession({
    evaluator: () => (evaluator ??= startEvaluator(options.globals)),
    loader: () => (loader ??= createModuleLoader(options)),
  });
}

async function startEvaluator(globals: PromptGlobals): Promise<Evaluator> {
  defineGlobals(await globals.load());
  return await createEvaluator();
}

/** Reads and runs lines from a terminal until the user leaves; resolves to the exit status of the program. */
export async function startShell(options: ShellOptions): Promise<number> {
  await using session = openSession(options);
  const shell = new Shell(options, session, {
    history: await History.open(options.historyFile),
    colors: await loadColors(options.hasColors ? 1 : 0),
  });
  await shell.run();
  return 0;
}

interface ShellParts {
  readonly history: History;
  readonly colors: Colors;
}

class Shell {
  readonly #options: ShellOptions;
  readonly #runner: LineRunner;
  readonly #history: History;
  readonly #editor: LineEditor;
  readonly #colors: Colors;
  #line = 0;
  #isOver = false;

  constructor(options: ShellOptions, session: PromptSession, { history, colors }: ShellParts) {
    this.#options = options;
    this.#colors = colors;
    this.#history = history;
    this.#runner = new LineRunner(options, session);
    const globals = new Set([...options.globals.names, ...zxNames, "_", "out"]);
    this.#editor = new LineEditor({
      input: options.stdin,
      output: options.output.terminal,
      hasColors: options.hasColors,
      history,
      isComplete: (text) => this.#runner.kindOf(text).kind !== "incomplete",
      highlight: (text) => highlight(text, (name) => globals.has(name)),
      complete: (before, signal) => this.#runner.complete(before, signal),
    });
    options.output.prompt = this.#editor;
  }

  async run(): Promise<void> {
    const showUnawaited = (error: unknown) => this.#print(this.#failureText(error));
    process.on("unhandledRejection", showUnawaited).on("uncaughtException", showUnawaited);
    this.#print("nerdsh: TypeScript whose commands are containers. .help tells more, Ctrl-D leaves.");
    while (!this.#isOver) {
      this.#line += 1;
      this.#endLine();
      const result = await this.#editor.read(`${this.#line}› `);
      if (result.end === "closed") break;
      if (result.end === "cancelled" && result.text === "") this.#print("Ctrl-D leaves, and so does .exit");
      if (result.end === "line") await this.#runLine(result.text);
    }
    process.off("unhandledRejection", showUnawaited).off("uncaughtException", showUnawaited);
  }

  async #runLine(text: string): Promise<void> {
    await this.#history.add(text);
    const line = this.#runner.kindOf(text);
    try {
      const work = (signal: AbortSignal) => this.#act(line, signal);
      await interruptible(work, () => this.#print("")); // The terminal has written `^C`, without a line break.
    } catch (error) {
      this.#print(this.#failureText(error));
    }
  }

  async #act(line: LineKind, signal: AbortSignal): Promise<void> {
    switch (line.kind) {
      case "empty":
        return;
      case "incomplete": // Who entered it said that there is no more.
        return await this.#show(await this.#runner.run({ kind: "code", code: line.code }, this.#line, signal), signal);
      case "meta":
        this.#options.beginLine?.(signal);
        return await runMetaCommand(this.#metaContext(signal), line.name, line.argument);
      default:
        return await this.#show(await this.#runner.run(line, this.#line, signal), signal);
    }
  }

  async #show(outcome: Awaited<ReturnType<LineRunner["run"]>>, signal: AbortSignal): Promise<void> {
    if (outcome.kind === "text") this.#print(outcome.text);
    if (outcome.kind === "value") await this.#showValue(outcome.value, signal);
  }

  async #showValue(value: unknown, signal: AbortSignal): Promise<void> {
    if (value === undefined) return;
    const { output, hasColors } = this.#options;
    if (isStream(value)) return await eachItem(value, signal, (item) => this.#print(itemText(item, hasColors)));
    const text = valueText(value, { columns: output.terminal.columns ?? 80, hasColors });
    this.#print(shortened(text, `out[${this.#line}]`));
  }

  #metaContext(signal: AbortSignal): MetaContext {
    return {
      cwd: process.cwd(),
      lines: this.#runner.saved,
      history: this.#history.latest(Number.MAX_SAFE_INTEGER),
      signal,
      print: (text) => this.#print(text),
      runCode: async (code) => await this.#showValue(await this.#runner.runCode(code, this.#line), signal),
      enter: async (text) => {
        this.#print(text);
        await this.#history.add(text);
        await this.#act(this.#runner.kindOf(text), signal);
      },
      changeDirectory: async (path) => {
        process.chdir(path);
        await this.#options.onDirectoryChange?.();
      },
      clear: () => this.#editor.clear(),
      leave: () => {
        this.#isOver = true;
      },
    };
  }

  #failureText(error: unknown): string {
    return failureText(error, { cwd: process.cwd(), hasPlaces: false, colors: this.#colors });
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
