import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { endServices } from "../../api/service-lifetime.ts";
import { watchRecipe } from "./watch-tasks.ts";

/** The process that watches the recipe. */
const watchedVariable = "NERDSH_WATCHED_BY";

/**
 * Runs this very command line in a process of its own, and anew each time the recipe changes: the way to have no old code, timers or
 * listeners beside the new. A recipe that does not load has said why, and is waited for.
 */
async function runWatched(recipe: string, signal: AbortSignal): Promise<void> {
  const changes = new Changes();
  using _ = watchRecipe(recipe, () => changes.add());
  const [program = process.execPath, ...args] = readFileSync("/proc/self/cmdline", "utf8").split("\0").slice(0, -1);
  const outer = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  while (!signal.aborted) {
    const env = { ...process.env, [watchedVariable]: String(process.pid) };
    const child = spawn(program, args, { stdio: ["inherit", "inherit", "inherit", "ipc"], env });
    let isOver = false;
    const exited = once(child, "exit").then(() => {
      isOver = true;
    });
    await Promise.race([exited, changes.next(), outer]);
    if (isOver && !signal.aborted) {
      process.stderr.write("waiting for a change of the recipe\n");
      await Promise.race([changes.next(), outer]);
    } else if (child.connected) child.disconnect();
    await exited;
  }
}

/**
 * A run that goes on until it is interrupted, or until the recipe has changed, which then runs anew; `interrupt` is the user's, `stop`
 * the run's. Throws what else has stopped it.
 */
export async function runUntilChanged(
  recipe: string,
  { interrupt, stop }: { readonly interrupt: AbortController; readonly stop: AbortController },
  act: () => Promise<void>,
): Promise<void> {
  let hasChanged = false;
  const change = () => {
    hasChanged = true;
    stop.abort(new DOMException("the recipe has changed", "AbortError"));
  };
  const watch = endWithWatcher(interrupt) ? undefined : watchRecipe(recipe, change);
  await act();
  watch?.[Symbol.dispose]();
  await endServices();
  if (hasChanged) await runWatched(recipe, interrupt.signal);
  else if (!interrupt.signal.aborted) throw stop.signal.reason;
}

/** Whether another process watches the recipe of this one, which ends cleanly when the other does. */
function endWithWatcher(interrupt: AbortController): boolean {
  if (process.env[watchedVariable] !== String(process.ppid) || process.send === undefined) return false;
  process.once("disconnect", () => interrupt.abort(new DOMException("the recipe has changed", "AbortError")));
  process.channel?.unref();
  return true;
}

/** Changes that nobody has waited for yet are not lost. */
class Changes {
  #count = 0;
  #wake = () => {};

  add(): void {
    this.#count++;
    this.#wake();
  }

  async next(): Promise<void> {
    if (this.#count === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#count = 0;
  }
}
