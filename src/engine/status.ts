import { type ErrorCode, NerdError } from "../errors.ts";
import { RpcError, type RpcStatus } from "../rpc/rpc-error.ts";

const codes: Partial<Record<RpcStatus, ErrorCode>> = {
  ALREADY_EXISTS: "ALREADY_EXISTS",
  CANCELLED: "CANCELLED",
  DEADLINE_EXCEEDED: "TIMED_OUT",
  INVALID_ARGUMENT: "INVALID_VALUE",
  NOT_FOUND: "NOT_FOUND",
  PERMISSION_DENIED: "ENGINE_DENIED",
  RESOURCE_EXHAUSTED: "DISK_FULL",
  UNAVAILABLE: "ENGINE_UNAVAILABLE",
  UNIMPLEMENTED: "UNSUPPORTED",
};

/** A failed call as the error that users see. What is no RpcError, such as an abort's reason, stays as it is. */
export function toNerdError(error: unknown): unknown {
  if (!(error instanceof RpcError)) return error;
  const code = isDiskFull(error) ? "DISK_FULL" : (codes[error.status] ?? "ENGINE_FAILED");
  return new NerdError(code, error.message, { cause: error, ...hintOf(code) });
}

/** containerd has no status for ENOSPC: it arrives as UNKNOWN with the errno's text, which libc fixes. */
function isDiskFull({ status, message }: RpcError): boolean {
  return status === "UNKNOWN" && message.includes("no space left on device");
}

function hintOf(code: ErrorCode): { hint?: string } {
  if (code === "ENGINE_UNAVAILABLE") return { hint: "see nerdsh doctor, or start the engine with nerdsh engine start" };
  if (code === "DISK_FULL") return { hint: "free some space: nerdsh system prune removes what no container uses" };
  return {};
}
