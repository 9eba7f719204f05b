import { pathToFileURL } from "node:url";
import type { Completion, Evaluator } from "../platform/evaluator.ts";
import type { ModuleLoader } from "../platform/module-loader.ts";
import { type PromptRuntime, promptCode, promptSymbol } from "./prompt-code.ts";
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
  /** Names that lines declared: theirs now, even where a command or a global is called so. */
  readonly declared = new Set<string>();

  constructor({ evaluator, loader }: PromptSessionOptions) {
    this.#evaluator = evaluator;
    // Where the line runs, which `cd` changes.
    const url = () => pathToFileURL(`${process.cwd()}/[prompt].ts`).href;
    const runtime: PromptRuntime = {
      import: async (specifier) => await (await loader()).import(specifier, url()),
      own: (value) => void this.#owned.push(value),
      get meta() {
        return { url: url(), dirname: process.cwd() };
      },
    };
    Object.defineProperty(globalThis, promptSymbol, { value: runtime, configurable: true });
    Object.defineProperty(globalThis, "out", { value: this.#out, configurable: true, writable: true });
  }

  /** The value of a line, awaited where it is a promise; it is `_` and `out[n]` from then on. */
  async evaluate(source: string, line: number): Promise<EvaluatedLine> {
    const javascript = parseSource(source).ok ? source : await (await this.#evaluator()).stripTypes(source);
    const { code, declared } = promptCode(javascript);
    const completion: Completion = await (await this.#evaluator()).evaluate(code);
    for (const name of declared) this.declared.add(name);
    const value = await completion.value;
    if (value !== undefined) {
      this.#out[line] = value;
      Object.defineProperty(globalThis, "_", { value, configurable: true, writable: true });
    }
    return { value, declared };
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
