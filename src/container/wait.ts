import type { Context } from "../context.ts";
import type { Engine } from "../engine/engine.ts";
import type { Exit, ProcessName } from "../engine/tasks.ts";
import { isNerdError } from "../errors.ts";

/** A restart of containerd takes a second; past this it is down, and the caller should hear of it. */
const reconnectForMs = 30_000;
const betweenAttemptsMs = 200;

/**
 * Resolves with the exit of a process, also across a restart of containerd: the container lives on under its shim.
 * A task that was deleted meanwhile by somebody else is NOT_FOUND.
 */
export async function waitForExit(engine: Engine, process: ProcessName, signal?: AbortSignal): Promise<Exit> {
  let lostAtMs: number | undefined;
  for (;;) {
    try {
      const exit = engine.tasks.wait(process, { signal });
      if (lostAtMs === undefined) return await exit;
      return await exit.finally(() => {
        lostAtMs = undefined;
      });
    } catch (error) {
      if (!isNerdError(error, "ENGINE_UNAVAILABLE")) throw error;
      lostAtMs ??= performance.now();
      if (performance.now() - lostAtMs > reconnectForMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, betweenAttemptsMs));
    }
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

/** The exit status of a container, once it has one; one that never ran has status 0, as in Docker. */
export async function exitCodeOfContainer(
  { engine, signal }: Pick<Context, "engine" | "signal">,
  id: string,
): Promise<number> {
  const exit = await ifPresent(waitForExit(engine, { id }, signal));
  return exit?.exitCode ?? 0;
}
