import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { programOutput, runProgram } from "./program.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** tmux tells nobody that a screen has changed, so it is asked, this often. */
const betweenLooksMs = 25;

/** A program in a pseudo-terminal whose screen a test reads as a person would: a tmux server of its own. */
export class Terminal implements AsyncDisposable {
  readonly #socket: string;
  readonly #directory: AsyncDisposable;

  private constructor(socket: string, directory: AsyncDisposable) {
    this.#socket = socket;
    this.#directory = directory;
  }

  static async open(command: readonly [string, ...string[]], options: TerminalOptions): Promise<Terminal> {
    const { columns = 100, rows = 30, cwd = process.cwd(), env = process.env } = options;
    const directory = await temporaryDirectory(); // tmux leaves its socket behind.
    const socket = join(directory.path, "tmux");
    await programOutput(
      "tmux",
      [
        ...["-u", "-f", "/dev/null", "-S", socket, "start-server", ";"],
        ...["set-option", "-g", "remain-on-exit", "on", ";"],
        ...["set-option", "-g", "remain-on-exit-format", "", ";"], // It would scroll the first line away.
        ...["set-option", "-g", "default-terminal", "tmux-256color", ";"],
        ...["set-option", "-g", "escape-time", "0", ";"],
        ...["set-option", "-g", "status", "off", ";"],
        ...["new-session", "-d", "-x", `${columns}`, "-y", `${rows}`, "-c", cwd, "--"],
        ...command.map((word) => word.replace(/;$/, "\\;")), // tmux ends its own commands there.
      ],
      { env: { LC_ALL: "C.UTF-8", ...env, TMUX: undefined }, from: "tmux" },
    );
    return new Terminal(socket, directory);
  }

  /** Types text as it is. */
  async type(text: string): Promise<void> {
    await this.#tmux("send-keys", "-l", "--", text);
  }

  /** Presses keys by tmux's names: `Enter`, `C-c`, `Up`, `Tab`, `Escape`. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.#tmux("send-keys", "--", ...keys);
  }

  /** Types a line and presses Enter. */
  async enter(line: string): Promise<void> {
    await this.type(line);
    await this.press("Enter");
  }

  /** Pastes text, in brackets where the program asked the terminal for them. */
  async paste(text: string): Promise<void> {
    await this.#tmux("set-buffer", "--", text);
    await this.#tmux("paste-buffer", "-p", "-d");
  }

  /** The lines on the screen, without blanks at their ends and without the empty ones below. */
  async screen(): Promise<string> {
    return (await this.#tmux("capture-pane", "-p")).trimEnd();
  }

  /** The screen with its escape sequences, and with what has scrolled off above it. */
  async scrollback(): Promise<string> {
    return (await this.#tmux("capture-pane", "-p", "-e", "-S", "-")).trimEnd();
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux("resize-window", "-x", `${columns}`, "-y", `${rows}`);
  }

  /** Waits until the screen matches, and gives it. */
  async until(pattern: RegExp, timeoutMs = 60_000): Promise<string> {
    return await this.#wait(timeoutMs, `the screen never showed ${pattern}`, async () => {
      const screen = await this.screen();
      return pattern.test(screen) ? screen : undefined;
    });
  }

  /** Waits until the screen is this and nothing else; while it is drawn, it is not. */
  async shows(screen: string, timeoutMs = 60_000): Promise<void> {
    await this.#wait(
      timeoutMs,
      `the screen never was\n${screen}\n`,
      async () => (await this.screen()) === screen || undefined,
    );
  }

  /** Waits until the program has ended, and gives its exit status, 128 + signal where one killed it. */
  async exitCode(timeoutMs = 60_000): Promise<number> {
    return await this.#wait(timeoutMs, "the program did not end", async () => {
      const format = "#{pane_dead} #{pane_dead_status} #{pane_dead_signal}";
      const [dead, status, signal] = (await this.#tmux("display-message", "-p", format)).trimEnd().split(" ");
      if (dead !== "1" || status === undefined) return undefined; // It is dead for a moment before its status is there.
      return signal ? 128 + Number(signal) : Number(status);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await runProgram("tmux", ["-S", this.#socket, "kill-server"]);
    await this.#directory[Symbol.asyncDispose]();
  }

  async #wait<T>(timeoutMs: number, failure: string, look: () => Promise<T | undefined>): Promise<T> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const seen = await look();
      if (seen !== undefined) return seen;
      if (Date.now() > deadline) throw new Error(`${failure} within ${timeoutMs} ms:\n${await this.screen()}`);
      await delay(betweenLooksMs);
    }
  }

  async #tmux(...args: readonly string[]): Promise<string> {
    return await programOutput("tmux", ["-u", "-S", this.#socket, ...args]);
  }
}

/** `await using terminal = await openTerminal(["bash"], { columns: 80 })`. */
export async function openTerminal(
  command: readonly [string, ...string[]],
  options: TerminalOptions = {},
): Promise<Terminal> {
  return await Terminal.open(command, options);
}
