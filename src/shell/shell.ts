import { createEvaluator, type Evaluator } from "../platform/evaluator.ts";
import { defineGlobals } from "../platform/global-names.ts";
import { createModuleLoader, type ModuleLoader, type NerdshModule } from "../platform/module-loader.ts";
import { zxNames } from "../platform/zx.ts";
import { maskedText } from "../secrets/known-secrets.ts";
import { type Colors, loadColors } from "../ui/colors.ts";
import { failureText } from "../ui/failure.ts";
import { commandWords } from "./command-words.ts";
import type { Completer } from "./completion.ts";
import { signatureOf } from "./docs.ts";
import { highlight } from "./highlight.ts";
import { History } from "./history.ts";
import { interruptible } from "./interruption.ts";
import type { TerminalInput } from "./key-source.ts";
import { LineEditor } from "./line-editor.ts";
import { type LineKind, lineKind } from "./line-kind.ts";
import { runMetaCommand } from "./meta-commands.ts";
import { completeAtPrompt } from "./prompt-completion.ts";
import { PromptSession } from "./prompt-session.ts";
import type { TerminalOutput } from "./screen.ts";
import { valueText } from "./value-text.ts";

/** The command line, as the prompt calls it for bare lines such as `ps -a`. */
export interface PromptCommands {
  readonly names: readonly string[];
  /** Writes its own output and errors; resolves to the exit status. */
  run(argv: readonly string[], signal: AbortSignal): Promise<number>;
}

export interface ShellOptions {
  readonly globals: Readonly<Record<string, unknown>>;
  readonly nerdsh: NerdshModule;
  readonly cacheDir: string;
  readonly cwd: string;
  readonly commands: PromptCommands;
  readonly completer: Completer;
  /** The documentation that `?name` shows; undefined where there is none. */
  describe?(name: string): Promise<string | undefined>;
  /** Told before each line which signal aborts when that line is cancelled. */
  beginLine?(signal: AbortSignal): void;
  readonly stdin: TerminalInput;
  readonly stdout: TerminalOutput;
  readonly hasColors: boolean;
  /** Absent: the history lasts as long as the prompt. */
  readonly historyFile?: string;
}

/** Reads and runs lines from a terminal until the user leaves; resolves to the exit status of the program. */
export async function startShell(options: ShellOptions): Promise<number> {
  defineGlobals(options.globals);
  let evaluator: Promise<Evaluator> | undefined;
  let loader: Promise<ModuleLoader> | undefined;
  await using session = new PromptSession({
    evaluator: () => (evaluator ??= createEvaluator()),
    loader: () => (loader ??= createModuleLoader(options)),
    cwd: options.cwd,
  });
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
  readonly #session: PromptSession;
  readonly #history: History;
  readonly #editor: LineEditor;
  readonly #commands: ReadonlySet<string>;
  readonly #globals: ReadonlySet<string>;
  readonly #colors: Colors;
  readonly #savedLines: string[] = [];
  #line = 0;
  #isReading = false;
  #isOver = false;

  constructor(options: ShellOptions, session: PromptSession, { history, colors }: ShellParts) {
    this.#options = options;
    this.#colors = colors;
    this.#session = session;
    this.#history = history;
    this.#commands = new Set(options.commands.names);
    this.#globals = new Set([...Object.keys(options.globals), ...zxNames, "_", "out"]);
    const completion = { ...options, session, commands: options.commands.names, isCommand: this.#isCommand };
    this.#editor = new LineEditor({
      input: options.stdin,
      output: options.stdout,
      hasColors: options.hasColors,
      history,
      isComplete: (text) => lineKind(text, this.#isCommand).kind !== "incomplete",
      highlight: (text) => highlight(text, (name) => this.#globals.has(name)),
      complete: (before, signal) => completeAtPrompt(completion, before, signal),
    });
  }

  async run(): Promise<void> {
    const showUnawaited = (error: unknown) => this.#print(this.#failureText(error));
    process.on("unhandledRejection", showUnawaited).on("uncaughtException", showUnawaited);
    this.#print("nerdsh: TypeScript whose commands are containers. .help tells more, Ctrl-D leaves.");
    while (!this.#isOver) {
      this.#line += 1;
      this.#isReading = true;
      const result = await this.#editor.read(`${this.#line}› `);
      this.#isReading = false;
      if (result.end === "closed") break;
      if (result.end === "line") await this.#runLine(result.text);
    }
    process.off("unhandledRejection", showUnawaited).off("uncaughtException", showUnawaited);
  }

  async #runLine(text: string): Promise<void> {
    await this.#history.add(text);
    try {
      const work = async (signal: AbortSignal) => {
        this.#options.beginLine?.(signal);
        await this.#act(lineKind(text, this.#isCommand), signal);
      };
      await interruptible(work, () => this.#print("")); // The terminal has written `^C`, without a line break.
    } catch (error) {
      this.#print(this.#failureText(error));
    }
  }

  async #act(line: LineKind, signal: AbortSignal): Promise<void> {
    switch (line.kind) {
      case "code":
        return await this.#runCode(line.code);
      case "command":
        await this.#options.commands.run(commandWords(line.line), signal);
        return;
      case "docs":
        return await this.#showDocs(line.name);
      case "meta":
        return await runMetaCommand(this.#metaContext(), line.name, line.argument);
    }
  }

  async #runCode(code: string): Promise<void> {
    const value = await this.#session.evaluate(code, this.#line);
    this.#savedLines.push(code);
    const { stdout, hasColors } = this.#options;
    if (value !== undefined) this.#print(valueText(value, { columns: stdout.columns ?? 80, hasColors }));
  }

  async #showDocs(name: string): Promise<void> {
    const { describe } = this.#options;
    const text = (await describe?.(name)) ?? signatureOf(name, await this.#session.peek(name).catch(() => undefined));
    this.#print(text ?? `nothing is called ${name}`);
  }

  #metaContext() {
    return {
      cwd: this.#options.cwd,
      lines: this.#savedLines,
      print: (text: string) => this.#print(text),
      runCode: (code: string) => this.#runCode(code),
      leave: () => {
        this.#isOver = true;
      },
    };
  }

  /** A name that the user has declared at the prompt is theirs, also where a command is called so. */
  readonly #isCommand = (name: string): boolean => this.#commands.has(name) && !this.#session.declared.has(name);

  #failureText(error: unknown): string {
    return failureText(error, { cwd: this.#options.cwd, hasPlaces: false, colors: this.#colors });
  }

  #print(text: string): void {
    const shown = maskedText(text);
    if (this.#isReading) this.#editor.printAbove(shown);
    else this.#options.stdout.write(`${shown}\n`);
  }
}
