import { removeExited } from "../container/exited-removal.ts";
import { isAutoRemoved, keeperOf } from "../container/streams/keeper.ts";
import { isBeingStarted } from "./being-started.ts";
import type { Duty, Seen } from "./duty.ts";

/** `run -d --rm`: a container goes once it has exited, with all that it had. */
export const autoRemoval: Duty = {
  isNeeded: (seen) => isConcerned(seen) && seen.task !== undefined,
  async attend(context, seen) {
    const { container, task } = seen;
    if (!isConcerned(seen) || (task !== undefined && task.status !== "STOPPED")) return undefined;
    if (task === undefined && (await isBeingStarted(context, container.id))) return undefined;
    await removeExited(context, container);
    return undefined;
  },
};

function isConcerned({ container }: Seen): boolean {
  return isAutoRemoved(container) && ["supervisor", "gone"].includes(keeperOf(container));
}
