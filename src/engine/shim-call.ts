import { setTimeout as delay } from "node:timers/promises";
import { isNerdError } from "../errors.ts";
import { RpcError } from "../rpc/rpc-error.ts";
import type { Waits } from "./service.ts";

/** containerd learns of the end of a shim in milliseconds; what is cleaned up after one that was killed takes longer. */
const forgottenWithinMs = 10_000;
const betweenLooksMs = 50;

/**
 * A call about a process that can be repeated. Where its shim goes away under it, the answer says nothing of the process: asked again,
 * containerd knows what became of that, and mostly answers NOT_FOUND.
 */
export async function shimCall<T>(call: () => Promise<T>, { background = false }: Waits = {}): Promise<T> {
  let lostAtMs: number | undefined;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!isShimGone(error)) throw error;
      lostAtMs ??= performance.now();
      if (performance.now() - lostAtMs > forgottenWithinMs) throw error;
      await delay(betweenLooksMs, undefined, { ref: !background });
    }
  }
}

/** There is no status for it: UNKNOWN has the text of an error of ttrpc, the protocol of shims. From ttrpc, client.go, ErrClosed. */
function isShimGone(error: unknown): boolean {
  if (!isNerdError(error, "ENGINE_FAILED") || !(error.cause instanceof RpcError)) return false;
  return error.cause.status === "UNKNOWN" && error.cause.message.includes("ttrpc: closed");
}
