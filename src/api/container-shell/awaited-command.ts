import { isNerdError } from "../../errors.ts";
import { ChainedCommand } from "./chained-command.ts";
import type { CommandOutput } from "./command-output.ts";

/** A command as the promise of its output, and what can be asked of that. */
export abstract class AwaitedCommand extends ChainedCommand implements Promise<CommandOutput> {
  abstract readonly [Symbol.toStringTag]: string;
  protected abstract readonly outcome: Promise<CommandOutput>;

  /** Its status, also where that is a failure. */
  get exitCode(): Promise<number> {
    return this.outcome.then(
      ({ exitCode }) => exitCode,
      (error: unknown) => {
        if (isNerdError(error) && error.exitCode !== undefined) return error.exitCode;
        throw error;
      },
    );
  }

  /** Without the final line break. */
  async text(): Promise<string> {
    return (await this.outcome).text();
  }

  async lines(): Promise<string[]> {
    return (await this.outcome).lines();
  }

  async json<Value = unknown>(): Promise<Value> {
    return (await this.outcome).json<Value>();
  }

  async bytes(): Promise<Uint8Array> {
    return (await this.outcome).bytes();
  }

  then<A = CommandOutput, B = never>(
    onValue?: ((value: CommandOutput) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.outcome.then(onValue, onError);
  }

  catch<B = never>(onError?: ((error: unknown) => B | PromiseLike<B>) | null): Promise<CommandOutput | B> {
    return this.outcome.catch(onError);
  }

  finally(onSettled?: (() => void) | null): Promise<CommandOutput> {
    return this.outcome.finally(onSettled);
  }
}
