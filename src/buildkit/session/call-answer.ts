import type { HeaderField } from "../../rpc/header-table.ts";
import { codeOf, RpcError } from "../../rpc/rpc-error.ts";

/** Bytes of a call's answer that may be on their way before a method waits. */
export const mostUnsent = 4 << 20;

export const receivedLimits = {
  /** How much BuildKit may send before it is read: an exporter's output comes at the speed of the disk. */
  windowBytes: 8 << 20,
  /** A list of patterns comes as a header each. */
  headerBytes: 16 << 20,
};

/** What every answer begins with. */
export const answerHeaders = { ":status": "200", "content-type": "application/grpc" };

/** A method that has served its call. */
export const goodTrailers = { "grpc-status": "0" };

/** How a method ended, by what it threw. */
export function statusTrailers(error: unknown): Record<string, string> {
  const code = codeOf(error instanceof RpcError ? error.status : "UNKNOWN");
  const message = error instanceof Error ? error.message : String(error);
  return { "grpc-status": String(code), "grpc-message": encodeURIComponent(Buffer.from(message).toString()) };
}

/** A method that is not served: said at once, in the headers. */
export function refusal(path: string): Record<string, string> {
  return { ...answerHeaders, ...statusTrailers(new RpcError("UNIMPLEMENTED", `not served: ${path}`, { path })) };
}

/** Why a call ends whose answer nobody waits for any more, while the connection goes on. */
export function givenUp(path: string): RpcError {
  return new RpcError("CANCELLED", "BuildKit gave the call up", { path });
}

/** Each value of each header, without those of HTTP/2 itself. */
export function metadataOf(fields: Iterable<HeaderField>): ReadonlyMap<string, readonly string[]> {
  const metadata = new Map<string, string[]>();
  for (const [name, value] of fields) {
    if (name.startsWith(":")) continue;
    const values = metadata.get(name);
    if (values) values.push(value);
    else metadata.set(name, [value]);
  }
  return metadata;
}
