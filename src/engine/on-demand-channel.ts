import type { CallOptions, Channel, Method } from "../rpc/channel.ts";
import { RpcError } from "../rpc/rpc-error.ts";
import { methods } from "./protocol.ts";

/** An idle engine may stop between a look at it and the call; twice in a row it does not happen. */
const mostAttempts = 3;

const { create, start, exec, checkpoint } = methods.tasks;
/**
 * Never made again where the engine may have begun them: a shim outlives containerd with what was begun, and the shim of containerd 1.7
 * panics, and takes its container along, where a process whose start was cut is started again (pkg/process/exec.go, `waitBlock`).
 */
const onceOnly = new Set([create, start, exec, checkpoint].map(({ path }) => path));

/** Starts the engine, or throws why it cannot be reached; resolves where it answers. */
export type Ensure = (signal: AbortSignal | undefined) => Promise<void>;

/**
 * Finds the engine only when a call needs it: one that nobody answers makes sure of the engine and is made again, save where it would
 * start a process a second time.
 * Where the engine runs, that costs nothing.
 */
export class OnDemandChannel implements Channel {
  readonly #open: () => Channel;
  readonly #ensure: Ensure;
  #channel: Channel;
  #ensuring: Promise<void> | undefined;

  constructor(open: () => Channel, ensure: Ensure) {
    this.#open = open;
    this.#ensure = ensure;
    this.#channel = open();
  }

  async unary(method: Method, request: object, options: CallOptions = {}): Promise<object> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#channel.unary(method, request, options);
      } catch (error) {
        await this.#recover(error, attempt, options);
      }
    }
  }

  async *serverStream(method: Method, request: object, options: CallOptions = {}): AsyncIterable<object> {
    for (let attempt = 1, begun = false; ; attempt++) {
      try {
        for await (const message of this.#channel.serverStream(method, request, options)) {
          begun = true;
          yield message;
        }
        return;
      } catch (error) {
        if (begun) throw error;
        await this.#recover(error, attempt, options);
      }
    }
  }

  /** What was taken from `requests` cannot be sent again; such a call only ever follows others. */
  duplex(method: Method, requests: AsyncIterable<object>, options: CallOptions = {}): AsyncIterable<object> {
    return this.#channel.duplex(method, requests, options);
  }

  close(): void {
    this.#channel.close();
  }

  async #recover(error: unknown, attempt: number, { signal }: CallOptions): Promise<void> {
    if (!(error instanceof RpcError) || error.status !== "UNAVAILABLE" || attempt === mostAttempts) throw error;
    if (onceOnly.has(error.path) && !error.isUnseen) throw error;
    this.#ensuring ??= this.#reopen(signal).finally(() => {
      this.#ensuring = undefined;
    });
    await this.#ensuring;
  }

  /** A new channel, since grpc-js lets one that failed to connect wait before it tries again. */
  async #reopen(signal: AbortSignal | undefined): Promise<void> {
    await this.#ensure(signal);
    const lost = this.#channel;
    this.#channel = this.#open();
    lost.close();
  }
}
