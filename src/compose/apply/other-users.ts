import { networkUsers } from "../../container/network/network-users.ts";
import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";
import { findNetwork, networkFiles } from "../../network/lists/network-files.ts";
import type { Plan } from "../plan/plan.ts";

/** Throws NETWORK_IN_USE, before anything is stopped, where a network cannot go since a container runs in it that the plan does not stop. */
export async function refuseOtherUsers(context: Context, { steps }: Plan): Promise<void> {
  const names = steps.flatMap(({ action }) => (action.kind === "remove-network" ? [action.name] : []));
  if (names.length === 0) return;
  const stopped = new Set(steps.flatMap(({ action }) => ("id" in action ? [action.id] : [])));
  const [{ files }, users] = await Promise.all([
    networkFiles({ ...context.settings, namespace: context.engine.namespace }),
    networkUsers(context),
  ]);
  for (const name of names) {
    const file = findNetwork(files, name);
    const others = file === undefined ? [] : users(file).filter(({ id, isRunning }) => isRunning && !stopped.has(id));
    const [other] = others;
    if (other === undefined) continue;
    throw new NerdError(
      "NETWORK_IN_USE",
      `network ${name} is described otherwise than when it was made, and is in use by container ${other.name}`,
      { hint: `nerdsh network disconnect ${name} ${other.name}, or remove the container; up then makes it anew` },
    );
  }
}
