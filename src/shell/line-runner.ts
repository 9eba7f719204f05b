import { zxNames } from "../platform/zx-names.ts";
import { commandWords } from "./command-words.ts";
import type { Completer } from "./completion.ts";
import type { Completions } from "./completion-menu.ts";
import { type AskedName, signatureOf } from "./docs.ts";
import { hasShellSyntax, isHostProgram, runOnHost } from "./host-command.ts";
import { type LineKind, lineKind } from "./line-kind.ts";
import { nearCommand, nearName } from "./near-command.ts";
import { completeAtPrompt } from "./prompt-completion.ts";
import type { PromptSession } from "./prompt-session.ts";
import { type SavedLine, savedCommand } from "./saved-lines.ts";

/** The command line, as the prompt calls it for bare lines such as `ps -a`. */
export interface PromptCommands {
  readonly names: readonly string[];
  /** Writes its own output and errors; resolves to the exit status. */
  run(argv: readonly string[], signal: AbortSignal): Promise<number>;
  /** The line as the host's shell runs it: `ps -q | wc -l`. */
  shellLine(line: string): string;
}

/** What lines find without an import: known by name at once, and loaded by the first line, or beside the first prompt. */
export interface PromptGlobals {
  readonly names: readonly string[];
  load(): Promise<Readonly<Record<string, unknown>>>;
}

export interface LineRunnerOptions {
  readonly globals: PromptGlobals;
  readonly commands: PromptCommands;
  readonly completer: Completer;
  /** The documentation that `?name` shows; undefined where there is none. The empty name asks for an overview. */
  describe?(asked: AskedName): Promise<string | undefined>;
  /** Told before each line which signal aborts when that line is cancelled. */
  beginLine?(signal: AbortSignal): void;
  /** Told after each, before anything is shown of it. */
  endLine?(): Promise<void>;
}

/** What a line came to, for its front end to show; `undefined` as a value is nothing to show. */
export type LineOutcome =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "status"; readonly exitCode: number };

export type RunnableLine = Exclude<LineKind, { kind: "meta" | "empty" | "incomplete" }>;

/** Runs the prompt's lines, whatever kind they are of, but for its own commands. */
export class LineRunner {
  readonly #options: LineRunnerOptions;
  readonly #session: PromptSession;
  readonly #commands: ReadonlySet<string>;
  /** What has worked, oldest first. */
  readonly saved: SavedLine[] = [];

  constructor(options: LineRunnerOptions, session: PromptSession) {
    this.#options = options;
    this.#session = session;
    this.#commands = new Set(options.commands.names);
  }

  kindOf(text: string): LineKind {
    return lineKind(text, this.#isCommand, (name) => this.#session.declared.has(name));
  }

  async complete(before: string, signal: AbortSignal): Promise<Completions | undefined> {
    const { globals, completer, commands } = this.#options;
    const context = { session: this.#session, globals: globals.names, completer, commands: commands.names };
    return await completeAtPrompt({ ...context, isCommand: this.#isCommand }, before, signal);
  }

  /** `number` is that of the line: its value is `out[number]` from then on. */
  async run(line: RunnableLine, number: number, signal: AbortSignal): Promise<LineOutcome> {
    this.#options.beginLine?.(signal);
    try {
      return await this.#run(line, number, signal);
    } finally {
      await this.#options.endLine?.();
    }
  }

  async #run(line: RunnableLine, number: number, signal: AbortSignal): Promise<LineOutcome> {
    switch (line.kind) {
      case "code":
        return { kind: "value", value: await this.#runCodeOrHint(line.code, number) };
      case "command":
        return await this.#runCommand(line.line, signal);
      case "host": {
        const exitCode = await runOnHost(line.line, signal);
        if (exitCode === 0) this.saved.push(savedCommand(line.line));
        return { kind: "status", exitCode };
      }
      case "docs":
        return { kind: "text", text: await this.docs(line.name, line.isFull) };
    }
  }

  async #runCodeOrHint(code: string, number: number): Promise<unknown> {
    try {
      return await this.runCode(code, number);
    } catch (error) {
      const names = [...this.#options.globals.names, ...zxNames, ...this.#session.declared];
      const nearby = { commands: this.#commands, isProgram: isHostProgram };
      throw nearCommand(code, error, nearby) ?? nearName(code, error, names) ?? error;
    }
  }

  async runCode(code: string, number: number): Promise<unknown> {
    const { value, declared } = await this.#session.evaluate(code, number);
    this.saved.push({ code, declared });
    return value;
  }

  async docs(name: string, isFull: boolean): Promise<string> {
    const [value, owner] = [
      await this.#peek(name),
      await this.#peek(name.slice(0, Math.max(0, name.lastIndexOf(".")))),
    ];
    const text = (await this.#options.describe?.({ name, value, owner, isFull })) ?? signatureOf(name, value);
    return text ?? `nothing is called ${name}`;
  }

  async #peek(expression: string): Promise<unknown> {
    return expression === "" ? undefined : await this.#session.peek(expression).catch(() => undefined); // It is not there.
  }

  async #runCommand(line: string, signal: AbortSignal): Promise<LineOutcome> {
    const { commands } = this.#options;
    const exitCode = hasShellSyntax(line)
      ? await runOnHost(commands.shellLine(line), signal)
      : await commands.run(commandWords(line), signal);
    if (exitCode === 0) this.saved.push(savedCommand(`nerdsh ${line}`));
    return { kind: "status", exitCode };
  }

  /** A name that the user has declared at the prompt is theirs, also where a command is called so. */
  readonly #isCommand = (name: string): boolean => this.#commands.has(name) && !this.#session.declared.has(name);
}
