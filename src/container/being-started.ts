import type { Context } from "../context.ts";
import { ifPresent } from "./wait.ts";

/** A start that is under way has its record before its task; one that has ended by now had its task before that. */
export async function isBeingStarted(
  { engine, journal }: Pick<Context, "engine" | "journal">,
  id: string,
): Promise<boolean> {
  const active = [...(await journal.active()).values()].flat();
  return active.some((record) => record.id === id) || (await ifPresent(engine.tasks.get({ id }))) !== undefined;
}
