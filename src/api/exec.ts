import type { Writable } from "node:stream";
import type { execCommand } from "../commands/container/exec.ts";
import type { InputOf } from "../commands/define-command.ts";
import type { CollectedOutput } from "../container/streams/collect-output.ts";
import type { Secret } from "../secrets/secret.ts";
import { commandFailure } from "./command-failure.ts";
import { commandOf, revealedValues, type TemplateValue } from "./command-template.ts";
import { Lifecycle, type Work } from "./lifecycle.ts";
import { notWords } from "./not-words.ts";
import { Operation } from "./operation.ts";
import { toLines, toText } from "./output-operation.ts";
import type { ContextBase } from "./session.ts";

/** How a command in a container ended. Texts are without their final line break. */
export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The flags of `nerdsh exec` in camelCase, and what the command reads. */
export type ExecOptions = Omit<InputOf<typeof execCommand.flags>, "detachKeys" | "env" | "tty" | "interactive"> & {
  readonly env?: Readonly<Record<string, string | null | Secret>> | undefined;
  /** What the command reads; without it, its input is empty. */
  readonly stdin?: string | Uint8Array | undefined;
  /** The same as chaining `.signal(…)`. */
  readonly signal?: AbortSignal | undefined;
};

/** Resolves with the whole result; the views read stdout alone. A status other than 0 throws, with `nothrow()` it does not. */
export class ExecOperation extends Operation<ExecResult> {
  static of(work: Work<CollectedOutput>): ExecOperation {
    const lifecycle = new Lifecycle();
    const collected = lifecycle.begin(work);
    const result = collected.then(({ exitCode, stdout, stderr }) => {
      const texts = { exitCode, stdout: toText(stdout), stderr: toText(stderr) };
      if (exitCode !== 0 && !lifecycle.nothrow) throw commandFailure("the command", texts);
      return texts;
    });
    return new ExecOperation(lifecycle, result, collected);
  }

  readonly #collected: Promise<CollectedOutput>;

  private constructor(lifecycle: Lifecycle, result: Promise<ExecResult>, collected: Promise<CollectedOutput>) {
    super(lifecycle, result);
    this.#collected = collected;
  }

  bytes(): Operation<Uint8Array> {
    return this.view(async () => (await this.#collected).stdout);
  }

  text(): Operation<string> {
    return this.view(async ({ stdout }) => stdout);
  }

  lines(): Operation<string[]> {
    return this.view(async () => toLines((await this.#collected).stdout));
  }

  json<Value = unknown>(): Operation<Value> {
    return this.view(async ({ stdout }) => JSON.parse(stdout) as Value); // The caller vouches for the shape.
  }

  /** Writes stdout to a stream as it comes; the stream is not ended. */
  pipe(target: Writable): Operation<{ readonly exitCode: number }> {
    this.configure().target = target;
    return this.view(async ({ exitCode }) => ({ exitCode }));
  }
}

/** `exec(["ls", "-l"])`, and `` exec`ls -l ${directory}` ``, whose values are quoted. */
export interface ContainerExec {
  (command: readonly string[], options?: ExecOptions): ExecOperation;
  (literals: TemplateStringsArray, ...values: TemplateValue[]): ExecOperation;
}

/** A container by name or id; a function finds it when the command starts. */
type Reference = string | (() => Promise<string>);

export function containerExec(openBase: () => Promise<ContextBase>, reference: Reference): ContainerExec {
  return (first: readonly string[] | TemplateStringsArray, ...rest: unknown[]) => {
    if (typeof first === "string") throw notWords(first);
    if (!("raw" in first)) return execOperation(openBase, reference, first, (rest[0] as ExecOptions | undefined) ?? {});
    const command = async () => commandOf(first, await revealedValues(rest as TemplateValue[]));
    return execOperation(openBase, reference, command, {});
  };
}

export function execOperation(
  openBase: () => Promise<ContextBase>,
  reference: Reference,
  command: readonly string[] | (() => Promise<readonly string[]>),
  { stdin, signal, ...flags }: ExecOptions,
): ExecOperation {
  return ExecOperation.of(async (settings) => {
    const { runExec } = await import("./run-exec.ts");
    const words = typeof command === "function" ? await command() : command;
    const container = typeof reference === "function" ? await reference() : reference;
    return await runExec(await openBase(), [container, ...words], { stdin, ...flags }, settings);
  }).signal(signal);
}
