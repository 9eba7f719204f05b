import { setTimeout as delay } from "node:timers/promises";
import { NerdError } from "../errors.ts";

/** How long what was cancelled may take to clean up before the prompt comes back without it. */
const graceMs = 5_000;

/**
 * Runs one line so that Ctrl-C cancels it, and nothing else: its signal aborts, and what it does not stop by itself
 * is left behind. The terminal must not be in raw mode, where Ctrl-C is a key like any other.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>, onCancel: () => void): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  let presses = 0;
  const leave = new AbortController();
  const onInterrupt = () => {
    presses += 1;
    onCancel();
    if (presses === 1) controller.abort(new DOMException("Ctrl-C was pressed", "AbortError"));
    else leave.abort();
  };
  process.on("SIGINT", onInterrupt);
  // A line that waits for what nothing will bring about is to be cancelled: neither it nor a signal's listener keeps the process.
  const alive = setInterval(() => {}, 2 ** 30);
  try {
    const working = work(signal);
    return await Promise.race([working, abandonment(signal, leave.signal)]);
  } finally {
    clearInterval(alive);
    process.off("SIGINT", onInterrupt); // Not aborted: what the line left running in the background goes on.
  }
}

/** Rejects when the line was cancelled and has had its time, or when Ctrl-C is pressed again. */
async function abandonment(signal: AbortSignal, leave: AbortSignal): Promise<never> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  await delay(graceMs, undefined, { signal: leave, ref: false }).catch(() => {});
  throw new NerdError("CANCELLED", "cancelled without waiting for the end");
}
