import { setMaxListeners } from "node:events";

/** Has `cancel` called once the signal aborts. A command's calls share one, so more at once than the ten that Node takes for a leak are none. */
export function onAbort(signal: AbortSignal | undefined, cancel: () => void): void {
  if (signal === undefined) return;
  setMaxListeners(0, signal);
  signal.addEventListener("abort", cancel, { once: true });
}
