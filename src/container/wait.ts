import { setTimeout as delay } from "node:timers/promises";
import type { Engine } from "../engine/engine.ts";
import type { Waits } from "../engine/service.ts";
import type { Exit, ProcessName } from "../engine/tasks.ts";
import { isNerdError, NerdError } from "../errors.ts";

/** A restart of containerd takes a second; past this it is down, and the caller should hear of it. */
const reconnectForMs = 30_000;
const betweenAttemptsMs = 200;
/** An attempt that lasted longer had reached the engine. */
const connectedAfterMs = 1_000;
/** Of a timer, in milliseconds. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * Resolves with the exit of a process, also across a restart of containerd: the container lives on under its shim.
 * A task that was deleted meanwhile by somebody else is NOT_FOUND.
 */
export async function waitForExit(
  engine: Engine,
  process: ProcessName,
  { signal, background = false }: Pick<Waits, "signal" | "background"> = {},
): Promise<Exit> {
  let lostAtMs: number | undefined;
  for (;;) {
    const askedAtMs = performance.now();
    try {
      return await engine.tasks.wait(process, { signal, background });
    } catch (error) {
      if (!isNerdError(error, "ENGINE_UNAVAILABLE")) throw error;
      const now = performance.now();
      if (now - askedAtMs > connectedAfterMs) lostAtMs = undefined;
      lostAtMs ??= now;
      if (now - lostAtMs > reconnectForMs) throw error;
      signal?.throwIfAborted();
      await delay(betweenAttemptsMs, undefined, { ref: !background });
    }
  }
}

/**
 * The same of a task that was there a moment ago. containerd forgets, with its status, what exits while it is away: a start finds the shim
 * without a process, and deletes it. From containerd, runtime/v2/shim_load.go.
 */
export async function exitOfTask(
  engine: Engine,
  process: ProcessName,
  waits: Parameters<typeof waitForExit>[2],
): Promise<Exit> {
  try {
    return await waitForExit(engine, process, waits);
  } catch (error) {
    if (!isNerdError(error, "NOT_FOUND")) throw error;
    const message = `it ended while containerd was away, and its exit status is lost: ${process.id.slice(0, 12)}`;
    throw new NerdError("ENGINE_FAILED", message, { hint: "see why containerd was restarted", cause: error });
  }
}

/** An exit that was asked for in the background, now that somebody waits: it keeps the process alive. */
export async function heldExit(exit: Promise<Exit>, signal: AbortSignal): Promise<Exit> {
  signal.throwIfAborted();
  const hold = setInterval(() => {}, longestTimerMs);
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([exit, aborted]);
  } finally {
    clearInterval(hold);
    signal.removeEventListener("abort", onAbort);
  }
}

/** Success where there is nothing: for undoing and removing. */
export async function ifPresent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isNerdError(error, "NOT_FOUND")) return undefined;
    throw error;
  }
}
