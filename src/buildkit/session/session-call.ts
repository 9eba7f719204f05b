/**
 * One call that BuildKit makes to this process over a session: the client is the server there. What serves it is a
 * `SessionMethod`, found by the path of the call.
 */
export interface SessionCall {
  /** Each value of each header, in order; a name that comes twice has two values, whatever commas they hold. */
  readonly metadata: ReadonlyMap<string, readonly string[]>;
  /** Messages without their gRPC frames. Ends where BuildKit has said all; rejects where the session is lost. */
  readonly messages: AsyncIterable<Uint8Array>;
  /** Aborts where BuildKit gives the call up, or the session ends. */
  readonly signal: AbortSignal;
  /**
   * Writes one message. Wait for it before the next one: the answer comes once there is room for more. The bytes are the call's from
   * then on: they may leave later, so their buffer is not to be used again.
   */
  send(message: Uint8Array): Promise<void>;
  /** As `send`, for bytes that hold whole frames already: many small messages in one write. */
  sendFrames(frames: Uint8Array): Promise<void>;
}

/** Serves one call to its end: resolves for status OK; an `RpcError` that it throws becomes the status of the call. */
export type SessionMethod = (call: SessionCall) => Promise<void>;

/** By the path, as in `/moby.filesync.v1.FileSync/DiffCopy`; BuildKit asks only for what is listed when the session opens. */
export type SessionMethods = ReadonlyMap<string, SessionMethod>;
