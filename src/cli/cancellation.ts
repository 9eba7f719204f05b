import { constants } from "node:os";
import { NerdError } from "../errors.ts";
import { isSuppressed } from "../ui/suppressed.ts";

/** Why a command was stopped. It ends with the status that a shell gives to a program which the signal has ended. */
export function cancelledBy(signal: NodeJS.Signals): NerdError {
  return new NerdError("CANCELLED", `received ${signal}`, { exitCode: 128 + constants.signals[signal] });
}

/** The failure of a command that was stopped: that it was, whatever the calls that were under way made of it. A clean-up that failed after stays. */
export function explainCancelled(error: unknown, signal: AbortSignal): unknown {
  if (!signal.aborted) return error;
  if (isSuppressed(error)) {
    return Object.assign(error, { suppressed: explainCancelled(error.suppressed, signal) });
  }
  return signal.reason;
}
