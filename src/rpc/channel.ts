/** What every call may carry. Metadata keys are lower case, as on the wire; several values of one key go one by one. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Past it the call fails with DEADLINE_EXCEEDED; calls that wait for a container have none. */
  readonly deadlineMs?: number | undefined;
  readonly metadata?: Readonly<Record<string, string | readonly string[]>> | undefined;
  /** A call that nobody may ever ask the answer of: it does not keep the process alive. */
  readonly background?: boolean | undefined;
}

/** One method as the wire knows it: `/package.Service/Method`, and the full names of its messages. */
export interface Method {
  readonly path: string;
  readonly request: string;
  readonly response: string;
}

/**
 * A connection to one gRPC server, whoever carries the frames. Requests and responses are plain objects,
 * encoded by the codec; failures are RpcErrors with the gRPC status.
 */
export interface Channel {
  unary(method: Method, request: object, options?: CallOptions): Promise<object>;
  /** Ends the call where the consumer leaves the loop. */
  serverStream(method: Method, request: object, options?: CallOptions): AsyncIterable<object>;
  /** Sends what `requests` yields, at the pace at which the server takes it. */
  duplex(method: Method, requests: AsyncIterable<object>, options?: CallOptions): AsyncIterable<object>;
  close(): void;
}
