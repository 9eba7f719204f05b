import { textWidth } from "../text-width.ts";
import type { ReporterSetup } from "./reporter.ts";

/** Cyan, yellow, green, magenta, blue, and their bright ones; red is for what fails. */
const codes = [36, 33, 32, 35, 34, 96, 93, 92, 95, 94];
const widest = 24;

/** Names of tasks as prefixes: in a terminal each in a colour of its own, and aligned; elsewhere as they are, for who greps. */
export class TaskNames {
  readonly #setup: Pick<ReporterSetup, "isColored" | "terminal">;
  readonly #codes = new Map<string, number>();
  #width = 0;

  constructor(setup: Pick<ReporterSetup, "isColored" | "terminal">) {
    this.#setup = setup;
  }

  plan(ids: readonly string[]): void {
    if (this.#setup.terminal === undefined) return;
    const most = Math.min(widest, Math.floor(this.#setup.terminal.size().columns / 4));
    this.#width = Math.min(most, Math.max(this.#width, ...ids.map(textWidth)));
  }

  painted(id: string): string {
    if (!this.#setup.isColored) return id;
    const code = this.#codes.get(id) ?? codes[this.#codes.size % codes.length]!; // Within its length.
    this.#codes.set(id, code);
    return `\x1b[${code}m${id}\x1b[39m`;
  }

  aligned(id: string): string {
    return this.painted(id) + " ".repeat(Math.max(0, this.#width - textWidth(id)));
  }
}
