import { type ErrorCode, NerdError } from "../errors.ts";
import { RpcError, type RpcStatus } from "../rpc/rpc-error.ts";
import { BuildFailure } from "./build-failure.ts";

const codes: Partial<Record<RpcStatus, ErrorCode>> = {
  CANCELLED: "CANCELLED",
  DEADLINE_EXCEEDED: "TIMED_OUT",
  INVALID_ARGUMENT: "INVALID_VALUE",
  NOT_FOUND: "NOT_FOUND",
  UNAVAILABLE: "BUILDER_UNAVAILABLE",
  UNIMPLEMENTED: "UNSUPPORTED",
};

/** Statuses that say nothing of the build itself, only of the way to it. */
const ofTheWay = new Set<RpcStatus>(["CANCELLED", "DEADLINE_EXCEEDED", "UNAVAILABLE", "UNIMPLEMENTED"]);

/** A failed call as the error that users see. What is no RpcError, such as an abort's reason, stays as it is. */
export function toNerdError(error: unknown): unknown {
  if (!(error instanceof RpcError)) return error;
  const code = isDiskFull(error) ? "DISK_FULL" : (codes[error.status] ?? "BUILDER_FAILED");
  return new NerdError(code, error.message, { cause: error, ...hintOf(code) });
}

/** The same for a solve, whose `cause` is a `BuildFailure`: where it failed, and with which exit status. */
export function toBuildError(error: unknown): unknown {
  if (!(error instanceof RpcError) || ofTheWay.has(error.status)) return toNerdError(error);
  const code = isDiskFull(error) ? "DISK_FULL" : "BUILD_FAILED";
  return new NerdError(code, error.message, { cause: new BuildFailure(error), ...hintOf(code) });
}

/** BuildKit has no status for ENOSPC: it arrives as UNKNOWN with the errno's text, which libc fixes. */
function isDiskFull({ message }: RpcError): boolean {
  return message.includes("no space left on device");
}

function hintOf(code: ErrorCode): { hint?: string } {
  if (code === "BUILDER_UNAVAILABLE") return { hint: "see whether BuildKit's daemon still runs, and its log" };
  if (code === "DISK_FULL") return { hint: "free some space: nerdsh builder prune removes the build cache" };
  return {};
}
