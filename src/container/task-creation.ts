import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "../context.ts";
import { interruptedStarts } from "./interrupted-start.ts";
import { killTask } from "./undo.ts";

/** How often a creation is tried again, and after how long: the engine takes seconds to clear up on a busy machine. */
const attempts = 50;
const restMs = 200;

/**
 * Creates a container's task. Where a killed process was about to start it, the engine may still be at what that one had asked for, or have it done: its
 * task goes, and this one is created after it.
 */
export async function createTask<Created>(
  { engine, journal, signal }: Pick<Context, "engine" | "journal" | "signal">,
  id: string,
  create: () => Promise<Created>,
): Promise<Created> {
  for (let left = attempts; ; left -= 1) {
    try {
      return await create();
    } catch (error) {
      if (left === 0 || signal.aborted || (await interruptedStarts(journal, id)).length === 0) throw error;
    }
    await sleep(restMs);
    await killTask(engine, id);
  }
}
