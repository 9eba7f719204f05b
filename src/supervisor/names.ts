import { nameServersOf } from "../container/network/name-service.ts";
import { isAlive } from "../container/record/status.ts";
import type { Duty } from "./duty.ts";

/** A container that was pointed to us as its name server needs us as long as it runs. The serving itself is `NameServers`'. */
export const names: Duty = {
  name: "names",
  isNeeded: ({ container, task }, context) => isAlive(task) && nameServersOf(context, container.id).length > 0,
  attend: async () => undefined,
};
