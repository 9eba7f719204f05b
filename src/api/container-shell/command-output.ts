import { type InspectOptions, inspect } from "node:util";
import { toLines, toText } from "../output-operation.ts";

export interface CommandOutputParts {
  readonly exitCode: number;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

/**
 * How a command of a container shell ended, as zx's ProcessOutput: `stdout` and `stderr` are all that it wrote, to the last line break. What
 * went into a pipe, or was read as a stream, is not in it.
 */
export class CommandOutput {
  readonly exitCode: number;
  readonly #stdout: Uint8Array;
  readonly #stderr: Uint8Array;

  constructor({ exitCode, stdout, stderr }: CommandOutputParts) {
    this.exitCode = exitCode;
    this.#stdout = stdout;
    this.#stderr = stderr;
  }

  get ok(): boolean {
    return this.exitCode === 0;
  }

  get stdout(): string {
    return new TextDecoder().decode(this.#stdout);
  }

  get stderr(): string {
    return new TextDecoder().decode(this.#stderr);
  }

  bytes(): Uint8Array {
    return this.#stdout;
  }

  /** Without the final line break. */
  text(): string {
    return toText(this.#stdout);
  }

  lines(): string[] {
    return toLines(this.#stdout);
  }

  json<Value = unknown>(): Value {
    return JSON.parse(this.text()) as Value; // The caller vouches for the shape.
  }

  toString(): string {
    return this.stdout;
  }

  valueOf(): string {
    return this.stdout.trim();
  }

  [inspect.custom](_depth: number, options: InspectOptions): string {
    const { exitCode, stdout, stderr } = this;
    return `CommandOutput ${inspect({ exitCode, stdout, stderr }, options)}`;
  }
}
