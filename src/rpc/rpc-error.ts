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

interface RpcErrorFacts {
  readonly path: string;
  readonly details?: Uint8Array | undefined;
  readonly isUnseen?: boolean;
  readonly cause?: unknown;
}

/** A call that did not end with OK, whichever channel carried it. */
export class RpcError extends Error {
  readonly status: RpcStatus;
  readonly path: string;
  /** What the server adds: an encoded `google.rpc.Status` (gRPC, "grpc-status-details-bin"). */
  readonly details: Uint8Array | undefined;
  /** Whether it is certain that the server has not begun the call. */
  readonly isUnseen: boolean;

  constructor(status: RpcStatus, message: string, { path, details, isUnseen = false, ...rest }: RpcErrorFacts) {
    super(message, "cause" in rest ? { cause: rest.cause } : undefined);
    this.status = status;
    this.path = path;
    this.details = details;
    this.isUnseen = isUnseen;
  }

  override get name(): string {
    return "RpcError";
  }
}

export function codeOf(status: RpcStatus): number {
  return statusNames.indexOf(status);
}

export function statusOf(code: number): RpcStatus {
  return statusNames[code] ?? "UNKNOWN";
}

/** `grpc-message` is percent-encoded; one that is not, by mistake, still tells more than none. */
export function readableMessage(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
