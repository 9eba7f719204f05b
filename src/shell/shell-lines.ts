import { constants } from "node:os";
import { zxNames } from "../platform/zx-names.ts";
import { type Colors, loadColors } from "../ui/colors.ts";
import { failureText } from "../ui/failure.ts";
import { wrapText } from "../ui/text-width.ts";
import type { Completions } from "./completion-menu.ts";
import { highlight, type Span } from "./highlight.ts";
import type { History } from "./history.ts";
import type { Interrupts } from "./interrupts.ts";
import type { LineKind } from "./line-kind.ts";
import { LineRunner } from "./line-runner.ts";
import { type MetaContext, runMetaCommand } from "./meta-commands.ts";
import type { PromptSession } from "./prompt-session.ts";
import { openSession, type SessionOptions } from "./session.ts";
import { eachItem, isStream } from "./value-stream.ts";
import { itemText, shortened, valueText } from "./value-text.ts";

/** What the lines of a prompt act on besides their scope. */
export interface LinesHost {
  readonly history: History;
  readonly hasColors: boolean;
  readonly interrupts: Interrupts;
  columns(): number;
  print(text: string): void;
  clear(): void;
  leave(): void;
}

/** All that is done with a line, once it is there: loaded when the first prompt is drawn. */
export async function openLines(options: SessionOptions, host: LinesHost): Promise<ShellLines> {
  return new ShellLines(options, host, await loadColors(host.hasColors ? 1 : 0));
}

/** The status of what Ctrl-C has ended: this process may hear of that before it hears of the key. */
const interrupted = 128 + constants.signals.SIGINT;

export class ShellLines implements AsyncDisposable {
  readonly #options: SessionOptions;
  readonly #host: LinesHost;
  readonly #colors: Colors;
  readonly #session: PromptSession;
  readonly #runner: LineRunner;
  readonly #globals: ReadonlySet<string>;
  #line = 0;
  /** Of the command line that runs, or ran last. */
  #status = 0;

  constructor(options: SessionOptions, host: LinesHost, colors: Colors) {
    this.#options = options;
    this.#host = host;
    this.#colors = colors;
    this.#session = openSession(options);
    this.#runner = new LineRunner(options, this.#session);
    this.#globals = new Set([...options.globals.names, ...zxNames, "_", "out"]);
  }

  isComplete(text: string): boolean {
    return this.#runner.kindOf(text).kind !== "incomplete";
  }

  highlight(text: string): Span[] {
    return highlight(text, (name) => this.#globals.has(name));
  }

  async complete(before: string, signal: AbortSignal): Promise<Completions | undefined> {
    return await this.#runner.complete(before, signal);
  }

  /**
   * Runs a line and shows what comes of it, failures too; its value is `out[number]` from then on. Gives the exit status of a command line that
   * failed, and nobody cancelled; else 0.
   */
  async run(text: string, number: number): Promise<number> {
    this.#line = number;
    this.#status = 0;
    const line = this.#runner.kindOf(text);
    try {
      const work = (signal: AbortSignal) => this.#act(line, signal);
      await this.#host.interrupts.cancelling(work, () => this.#host.print("")); // The terminal has written `^C`, without a line break.
    } catch (error) {
      this.showFailure(error);
    }
    return this.#status;
  }

  showFailure(error: unknown): void {
    this.#host.print(failureText(error, { cwd: process.cwd(), hasPlaces: false, colors: this.#colors }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session[Symbol.asyncDispose]();
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
    if (outcome.kind === "status" && !signal.aborted && outcome.exitCode !== interrupted)
      this.#status = outcome.exitCode;
    if (outcome.kind === "text") this.#host.print(wrapText(outcome.text, this.#host.columns()));
    if (outcome.kind === "value") await this.#showValue(outcome.value, signal);
  }

  async #showValue(value: unknown, signal: AbortSignal): Promise<void> {
    if (value === undefined) return;
    const { hasColors } = this.#host;
    if (isStream(value)) return await eachItem(value, signal, (item) => this.#host.print(itemText(item, hasColors)));
    const text = valueText(value, { columns: this.#host.columns(), hasColors });
    this.#host.print(shortened(text, `out[${this.#line}]`));
  }

  #metaContext(signal: AbortSignal): MetaContext {
    return {
      cwd: process.cwd(),
      lines: this.#runner.saved,
      history: this.#host.history.latest(Number.MAX_SAFE_INTEGER),
      signal,
      print: (text) => this.#host.print(text),
      runCode: async (code) => await this.#showValue(await this.#runner.runCode(code, this.#line), signal),
      enter: async (text) => {
        this.#host.print(text);
        await this.#host.history.add(text);
        await this.#act(this.#runner.kindOf(text), signal);
      },
      changeDirectory: async (path) => {
        process.chdir(path);
        await this.#options.onDirectoryChange?.();
      },
      clear: () => this.#host.clear(),
      leave: () => this.#host.leave(),
    };
  }
}
