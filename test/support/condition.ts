import { setTimeout as delay } from "node:timers/promises";

/** Waits until `holds` does, and fails after `withinMs`, which is long for a machine that is busy. `what` may tell how far it came. */
export async function until(
  what: string | (() => string | Promise<string>),
  holds: () => boolean | Promise<boolean>,
  withinMs = 60_000,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > deadline) {
      throw new Error(`not within ${withinMs} ms: ${typeof what === "string" ? what : await what()}`);
    }
    await delay(5);
  }
}
