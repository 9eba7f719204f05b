/** gRPC's status codes by number (gRPC, "Status codes"). */
const statusNames = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
] as const;

export type RpcStatus = (typeof statusNames)[number];

/** A call that did not end with OK, whichever channel carried it. */
export class RpcError extends Error {
  readonly status: RpcStatus;
  readonly path: string;

  constructor(status: RpcStatus, message: string, details: { path: string; cause?: unknown }) {
    super(message, "cause" in details ? { cause: details.cause } : undefined);
    this.status = status;
    this.path = details.path;
  }

  override get name(): string {
    return "RpcError";
  }
}

export function statusOf(code: number): RpcStatus {
  return statusNames[code] ?? "UNKNOWN";
}
