import type { Duplex } from "node:stream";
import { isNerdError } from "../errors.ts";
import type { CallOptions } from "../rpc/channel.ts";
import { RpcError } from "../rpc/rpc-error.ts";
import type { Draft, TypedMethod } from "../rpc/typed-method.ts";
import type { BuilderAddress } from "./address.ts";
import { codec } from "./codec.ts";
import { dialControl } from "./connection/dial.ts";
import { DialledChannel } from "./connection/dialled-channel.ts";
import { unreachable } from "./connection/unreachable.ts";
import {
  type BuildHistoryEvent,
  type BuildHistoryRequest,
  type GatewaySolveRequest,
  methods,
  type PruneRequest,
  type SolveRequest,
  type SolveResponse,
  type StatusResponse,
  type UpdateBuildHistoryRequest,
  type UsageRecord,
  type WorkerRecord,
} from "./protocol.ts";
import { openSessionStream, type SessionHeaders } from "./session/session-stream.ts";
import { toBuildError, toNerdError } from "./status.ts";

export interface Waits {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds, for calls that only look something up. */
  readonly deadlineMs?: number | undefined;
}

export interface BuilderOptions {
  /** Nobody looks for builds of the past in it, so that it need not write them down. */
  readonly isPrivate?: boolean;
}

/** Calls that only look something up answer in milliseconds: past this, the daemon hangs. */
const lookupMs = 30_000;

/**
 * One BuildKit, by its own words. Making one does nothing yet: the first call connects, and one after a lost connection connects anew.
 * Failures are NerdErrors: BUILDER_UNAVAILABLE where nobody answers, BUILD_FAILED with a `BuildFailure` as cause for a solve.
 */
export class Builder {
  readonly address: BuilderAddress;
  readonly #channel: DialledChannel;
  readonly #isPrivate: boolean;

  constructor(address: BuilderAddress, { isPrivate = false }: BuilderOptions = {}) {
    this.address = address;
    this.#isPrivate = isPrivate;
    this.#channel = new DialledChannel((signal) => dialControl(address, signal), codec);
  }

  /** Whether there is a connection now. */
  get isConnected(): boolean {
    return this.#channel.isOpen;
  }

  /** Connects already; where that fails, the first call says so. */
  connect(): void {
    this.#channel.open().catch(() => {});
  }

  /** The version of the daemon; dockerd's is `v0.0.0+unknown`. */
  async version(waits: Waits = {}): Promise<string> {
    const { buildkitVersion } = await this.#call(methods.control.info, {}, { deadlineMs: lookupMs, ...waits });
    return buildkitVersion?.version ?? "";
  }

  async workers(waits: Waits = {}): Promise<readonly WorkerRecord[]> {
    return (await this.#call(methods.control.listWorkers, {}, { deadlineMs: lookupMs, ...waits })).record;
  }

  /** Builds; as long as that takes. Aborted, the build ends at the daemon too. For a build with a session see `solve`. */
  async solve(request: Draft<SolveRequest>, waits: Waits = {}): Promise<SolveResponse> {
    const ours = this.#isPrivate ? { internal: true, ...request } : request;
    return await this.#call(methods.control.solve, ours, waits, toBuildError);
  }

  /** What happens in the solve of a ref, whether it has begun or not, until it ends. */
  status(ref: string, waits: Waits = {}): AsyncIterable<StatusResponse> {
    return this.#stream(methods.control.status, { ref }, waits);
  }

  /**
   * What a frontend answers, as metadata, for a client that is in a frontend's place itself: `ref` is of a `solve` that names no frontend, and
   * waits until `gatewayReturn` ends it.
   */
  async gatewaySolve(
    ref: string,
    request: Draft<GatewaySolveRequest>,
    waits: Waits = {},
  ): Promise<Readonly<Record<string, Uint8Array>>> {
    const returns = { allowResultReturn: true, allowResultArrayRef: true };
    const options = { ...waits, metadata: gatewayMetadata(ref) };
    const { result } = await this.#call(methods.gateway.solve, { ...request, ...returns }, options, toBuildError);
    return result?.metadata ?? {};
  }

  /** Ends the solve of a ref, with an empty result. */
  async gatewayReturn(ref: string, waits: Waits = {}): Promise<void> {
    await this.#call(methods.gateway.return, { result: {} }, { ...waits, metadata: gatewayMetadata(ref) });
  }

  async diskUsage(filter: readonly string[] = [], waits: Waits = {}): Promise<readonly UsageRecord[]> {
    return (await this.#call(methods.control.diskUsage, { filter }, waits)).record;
  }

  /** Yields what it has removed. */
  prune(request: Draft<PruneRequest>, waits: Waits = {}): AsyncIterable<UsageRecord> {
    return this.#stream(methods.control.prune, request, waits);
  }

  history(request: Draft<BuildHistoryRequest>, waits: Waits = {}): AsyncIterable<BuildHistoryEvent> {
    return this.#stream(methods.control.listenBuildHistory, request, waits);
  }

  async updateHistory(request: Draft<UpdateBuildHistoryRequest>, waits: Waits = {}): Promise<void> {
    await this.#call(methods.control.updateBuildHistory, request, { deadlineMs: lookupMs, ...waits });
  }

  /** A stream on which BuildKit is the HTTP/2 client of this process. */
  async sessionStream(headers: SessionHeaders, waits: Waits = {}): Promise<Duplex> {
    try {
      return await openSessionStream(this.address, this.#channel, headers, waits.signal);
    } catch (error) {
      throw this.#explain(error, toNerdError);
    }
  }

  /** Ends what is under way. */
  close(): void {
    this.#channel.close();
  }

  async #call<Q, R>(
    method: TypedMethod<Q, R>,
    request: Draft<Q>,
    options: CallOptions,
    translate: (error: unknown) => unknown = toNerdError,
  ): Promise<R> {
    try {
      return (await this.#channel.unary(method, request as object, options)) as R;
    } catch (error) {
      throw this.#explain(error, translate);
    }
  }

  async *#stream<Q, R>(method: TypedMethod<Q, R>, request: Draft<Q>, options: CallOptions): AsyncIterable<R> {
    try {
      for await (const item of this.#channel.serverStream(method, request as object, options)) yield item as R;
    } catch (error) {
      throw this.#explain(error, toNerdError);
    }
  }

  /** An errno comes from the way to the daemon, a status from the daemon itself. */
  #explain(error: unknown, translate: (error: unknown) => unknown): unknown {
    if (error instanceof RpcError) return translate(error);
    if (isNerdError(error)) return error; // Why a call was given up.
    return unreachable(this.address, error) ?? error;
  }
}

/** How calls of the gateway say which solve they belong to. From BuildKit, control/gateway, "buildkit-controlapi-buildid". */
function gatewayMetadata(ref: string): Record<string, string> {
  return { "buildkit-controlapi-buildid": ref };
}
