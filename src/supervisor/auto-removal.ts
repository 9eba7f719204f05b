import { removeIfEnded } from "../container/exited-removal.ts";
import { isLeftToGo } from "../container/streams/keeper.ts";
import type { Duty } from "./duty.ts";

/** `run -d --rm`: a container goes once it has exited, with all that it had. */
export const autoRemoval: Duty = {
  name: "removal",
  isNeeded: ({ container, task }, context) => task !== undefined && isLeftToGo(container, context.settings),
  async attend(context, { container, task }) {
    await removeIfEnded(context, container, task);
    return undefined;
  },
};
