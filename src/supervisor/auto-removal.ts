import { removeExited } from "../container/exited-removal.ts";
import { isAutoRemoved, keeperOf } from "../container/streams/keeper.ts";
import { ifPresent } from "../container/wait.ts";
import type { Duty, DutyContext, Seen } from "./duty.ts";

/** `run -d --rm`: a container goes once it has exited, with all that it had. */
export const autoRemoval: Duty = {
  isNeeded: (seen) => isConcerned(seen) && seen.task !== undefined,
  async attend(context, seen) {
    const { container, task } = seen;
    if (!isConcerned(seen) || (task !== undefined && task.status !== "STOPPED")) return;
    if (task === undefined && (await isBeingStarted(context, container.id))) return;
    await removeExited(context, container);
  },
};

function isConcerned({ container }: Seen): boolean {
  return isAutoRemoved(container) && ["supervisor", "gone"].includes(keeperOf(container));
}

/** A start that is under way has its record before its task; one that has ended by now had its task before that. */
async function isBeingStarted({ engine, journal }: DutyContext, id: string): Promise<boolean> {
  const active = [...(await journal.active()).values()].flat();
  return active.some((record) => record.id === id) || (await ifPresent(engine.tasks.get({ id }))) !== undefined;
}
