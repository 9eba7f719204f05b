import { recordEnd } from "../container/record/container-state.ts";
import { statePaths } from "../container/record/state-directory.ts";
import { isAutoRemoved } from "../container/streams/keeper.ts";
import type { Duty } from "./duty.ts";

/** How a container ended is written down, since a restart of containerd forgets it. */
export const endRecord: Duty = {
  name: "record of the end",
  isNeeded: () => false,
  async attend({ settings }, { container, task }) {
    if (task?.status !== "STOPPED" || isAutoRemoved(container)) return undefined;
    await recordEnd(container, task, statePaths(settings, container.id));
    return undefined;
  },
};
