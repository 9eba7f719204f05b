import { setTimeout as delay } from "node:timers/promises";

/** Waits until `holds` does, and fails after `withinMs`, which is long for a machine that is busy. `what` may tell how far it came. */
export async function until(
  what: string | (() => string | Promise<string>),
  holds: () => boolean | Promise<boolean>,
  withinMs = 60_000,
): Promise<void> {
  const startedMs = performance.now();
  while (!(await holds())) {
    const elapsedMs = performance.now() - startedMs;
    if (elapsedMs > withinMs) {
      throw new Error(`not within ${withinMs} ms: ${typeof what === "string" ? what : await what()}`);
    }
    // The longer it takes, the less a look costs of what the machine has for what is awaited.
    await delay(Math.min(5 + elapsedMs / 20, 50));
  }
}
