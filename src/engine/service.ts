import type { CallOptions, Channel } from "../rpc/channel.ts";
import type { Draft, TypedMethod } from "../rpc/typed-method.ts";
import type { KeptLists } from "./kept-lists.ts";
import { toNerdError } from "./status.ts";

/** Metadata and deadline that every call of one engine carries. */
export interface Scope {
  readonly namespace: string;
  /** What is made under a lease is safe from garbage collection until the lease goes. */
  readonly lease?: string;
  readonly snapshotter: string;
  /** Directory of the private keys that encrypted layers are unpacked with. */
  readonly decryptionKeys?: string | undefined;
  /** Of containers, shared by all that use this connection; without it, each list is asked for. */
  readonly lists?: KeptLists;
}

export interface Waits {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds; without it the call takes as long as it takes. */
  readonly deadlineMs?: number;
  /** The process may end before the answer. */
  readonly background?: boolean;
}

/** Calls that only look something up answer in milliseconds: past this, the engine hangs. */
const defaultDeadlineMs = 30_000;

/** One of containerd's services: its calls, with the namespace, and with failures as NerdErrors. */
export class Service {
  readonly #channel: Channel;
  protected readonly scope: Scope;

  constructor(channel: Channel, scope: Scope) {
    this.#channel = channel;
    this.scope = scope;
  }

  protected async call<Q, R>(method: TypedMethod<Q, R>, request: Draft<Q>, waits: Waits = {}): Promise<R> {
    try {
      return (await this.#channel.unary(method, request as object, this.#options(waits, defaultDeadlineMs))) as R;
    } catch (error) {
      throw toNerdError(error);
    }
  }

  /** A call that may take as long as a container runs or a disk writes. */
  protected async callSlowly<Q, R>(method: TypedMethod<Q, R>, request: Draft<Q>, waits: Waits = {}): Promise<R> {
    try {
      return (await this.#channel.unary(method, request as object, this.#options(waits))) as R;
    } catch (error) {
      throw toNerdError(error);
    }
  }

  protected async *stream<Q, R>(method: TypedMethod<Q, R>, request: Draft<Q>, waits: Waits = {}): AsyncIterable<R> {
    try {
      for await (const item of this.#channel.serverStream(method, request as object, this.#options(waits)))
        yield item as R;
    } catch (error) {
      throw toNerdError(error);
    }
  }

  protected async *duplex<Q, R>(
    method: TypedMethod<Q, R>,
    requests: AsyncIterable<Draft<Q>>,
    waits: Waits = {},
  ): AsyncIterable<R> {
    try {
      const responses = this.#channel.duplex(method, requests as AsyncIterable<object>, this.#options(waits));
      for await (const item of responses) yield item as R;
    } catch (error) {
      throw toNerdError(error);
    }
  }

  #options({ signal, deadlineMs, background }: Waits, fallbackMs?: number): CallOptions {
    const { namespace, lease } = this.scope;
    const metadata = { "containerd-namespace": namespace, ...(lease !== undefined && { "containerd-lease": lease }) };
    return { metadata, signal, deadlineMs: deadlineMs ?? fallbackMs, background };
  }
}
