import { pathToFileURL } from "node:url";
import type { Completion, Evaluator } from "../platform/evaluator.ts";
import type { ModuleLoader } from "../platform/module-loader.ts";
import { AwaitHolder } from "./await-holder.ts";
import { withHeldAwaits } from "./held-awaits.ts";
import { awaitHolder, type PromptRuntime, promptCode, promptSymbol } from "./prompt-code.ts";
import { parseSource } from "./source-tree.ts";

export interface PromptSessionOptions {
  /** Called by the first line: connecting to the inspector must not delay the prompt. */
  readonly evaluator: () => Promise<Evaluator>;
  readonly loader: () => Promise<ModuleLoader>;
}

export interface EvaluatedLine {
  readonly value: unknown;
  /** Names that the line declares. */
  readonly declared: readonly string[];
}

/** The scope that the lines of one prompt share, and what they made: `out`, `_`, and what is to be disposed of. */
export class PromptSession implements AsyncDisposable {
  readonly #evaluator: () => Promise<Evaluator>;
  readonly #owned: unknown[] = [];
  readonly #out: Record<number, unknown> = {};
  readonly #awaits: Record<number, AwaitHolder> = {};
  #evaluated = 0;
  /** Names that lines declared: theirs now, even where a command or a global is called so. */
  readonly declared = new Set<string>();

  constructor({ evaluator, loader }: PromptSessionOptions) {
    this.#evaluator = evaluator;
    // Where the line runs, which `cd` changes.
    const url = () => pathToFileURL(`${process.cwd()}/[prompt].ts`).href;
    const runtime: PromptRuntime = {
      import: async (specifier) => await (await loader()).import(specifier, url()),
      own: (value) => void this.#owned.push(value),
      awaits: this.#awaits,
      get meta() {
        return { url: url(), dirname: process.cwd() };
      },
    };
    Object.defineProperty(globalThis, promptSymbol, { value: runtime, configurable: true });
    Object.defineProperty(globalThis, "out", { value: this.#out, configurable: true, writable: true });
  }

  /** The value of a line, awaited where it is a promise; it is `_` and `out[n]` from then on. */
  async evaluate(source: string, line: number): Promise<EvaluatedLine> {
    const evaluator = await this.#evaluator();
    const javascript = parseSource(source).ok ? source : await evaluator.stripTypes(source);
    const { code, declared, hasUsing, hasValue } = promptCode(javascript);
    const completion = await this.#complete(hasUsing ? promptCode(await evaluator.lowerUsing(code)).code : code);
    for (const name of declared) this.declared.add(name);
    const value = hasValue ? await completion.value : undefined;
    if (value !== undefined) {
      this.#out[line] = value;
      Object.defineProperty(globalThis, "_", { value, configurable: true, writable: true });
    }
    return { value, declared };
  }

  /** A line that is left behind holds what it waits for as long as the prompt goes on. */
  async #complete(code: string): Promise<Completion> {
    const evaluator = await this.#evaluator();
    const key = this.#evaluated++;
    this.#awaits[key] = new AwaitHolder();
    try {
      return await evaluator.evaluate(withHeldAwaits(code, awaitHolder(key)));
    } finally {
      delete this.#awaits[key];
    }
  }

  async peek(expression: string): Promise<unknown> {
    return await (await this.#evaluator()).peek(expression);
  }

  /** Last declared, first disposed of. A failure does not keep the others from their turn. */
  async [Symbol.asyncDispose](): Promise<void> {
    const failures: unknown[] = [];
    for (const value of this.#owned.splice(0).reverse()) {
      await disposeOf(value).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, "cleaning up after the prompt failed");
  }
}

async function disposeOf(value: unknown): Promise<void> {
  if (typeof value !== "object" || value === null) return;
  if (Symbol.asyncDispose in value) await (value as AsyncDisposable)[Symbol.asyncDispose]();
  else if (Symbol.dispose in value) (value as Disposable)[Symbol.dispose]();
}
