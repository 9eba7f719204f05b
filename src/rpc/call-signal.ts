import { setMaxListeners } from "node:events";
import { runtimeName } from "../platform/runtime.ts";

/** Has `cancel` called once the signal aborts. A command's calls share one, so more at once than the ten that Node takes for a leak are none. */
export function onAbort(signal: AbortSignal | undefined, cancel: () => void): void {
  if (signal === undefined) return;
  if (runtimeName !== "bun") setMaxListeners(0, signal); // Bun counts none of them.
  signal.addEventListener("abort", cancel, { once: true });
}
