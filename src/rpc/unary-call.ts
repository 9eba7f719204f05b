import type { CallOptions } from "./channel.ts";
import { encodeHeaders } from "./header-block.ts";
import type { MessageFramer } from "./message-framer.ts";
import { RpcError, statusOf } from "./rpc-error.ts";

/** A call under way on a connection, with what has come of its response. */
export interface Call {
  readonly path: string;
  readonly framer: MessageFramer;
  readonly headers: Map<string, string>;
  message: Buffer | undefined;
  settle(result: Buffer | RpcError): void;
}

/** What a call begins with (gRPC over HTTP/2, "Request-Headers"). */
export function requestHeaders(
  path: string,
  deadlineMs: number | undefined,
  metadata: CallOptions["metadata"],
): Buffer {
  return encodeHeaders({
    ":method": "POST",
    ":scheme": "http",
    ":path": path,
    ":authority": "localhost",
    "content-type": "application/grpc",
    te: "trailers",
    ...(deadlineMs !== undefined && { "grpc-timeout": `${Math.ceil(deadlineMs)}m` }),
    ...metadata,
  });
}

/** The response of a call that has ended, or why there is none. */
export function callOutcome({ path, headers, message }: Call): Buffer | RpcError {
  const status = headers.get("grpc-status");
  if (status === undefined) return new RpcError("INTERNAL", "the call ended without a status", { path });
  if (status !== "0") {
    return new RpcError(statusOf(Number(status)), readableMessage(headers.get("grpc-message") ?? ""), { path });
  }
  return message ?? new RpcError("INTERNAL", "the call ended without a response", { path });
}

/** Percent-encoded; one that is not, by mistake, still tells more than none. */
function readableMessage(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
