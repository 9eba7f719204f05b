import { existsSync } from "node:fs";
import { lockContainer } from "../container/container-lock.ts";
import { nextRestart } from "../container/restart-policy-backoff.ts";
import { releaseStopped } from "../container/stopped.ts";
import { isAutoRemoved, keeperOf } from "../container/streams/keeper.ts";
import { ifPresent } from "../container/wait.ts";
import { netnsPath } from "../network/netns.ts";
import type { Duty } from "./duty.ts";

/**
 * A detached container that has exited gives back its address and ports while it stays. That alone is not worth a process: the next start or
 * `rm` does it too.
 */
export const stoppedRelease: Duty = {
  name: "release of what it had",
  isNeeded: () => false,
  async attend({ engine, settings }, { container, task }) {
    const { id } = container;
    if (task?.status !== "STOPPED" || isAutoRemoved(container) || keeperOf(container) !== "supervisor")
      return undefined;
    // What comes back at once has its namespace until then, so that containerd's monitor can start it where the supervisor dies.
    if (nextRestart(container.labels, { exit: task }) !== undefined) return undefined;
    if (!existsSync(netnsPath(settings, id))) return undefined;
    await using _lock = await lockContainer({ engine, settings }, id);
    const now = await ifPresent(engine.tasks.get({ id }));
    if (now?.status === "STOPPED") await releaseStopped({ engine, settings }, id);
    return undefined;
  },
};
