import { mayBeRelayed } from "../container/network/port-relay.ts";
import { isAlive } from "../container/record/status.ts";
import type { Duty } from "./duty.ts";

/** A container with a port that only we carry needs us as long as it runs. The carrying itself is `PortRelays`'. */
export const relays: Duty = {
  name: "ports",
  isNeeded: ({ container, task }, context) => isAlive(task) && mayBeRelayed(context, container.id),
  attend: async () => undefined,
};
