import type { Context } from "../../context.ts";
import { attachmentsOf, detachNetwork } from "../../network/attach.ts";
import { carryPorts } from "../../network/carried-ports.ts";
import { publishedPorts } from "../record/list.ts";
import { ifPresent } from "../wait.ts";
import { tellPeers } from "./endpoint-change.ts";
import { changeGateway } from "./gateway-change.ts";
import { recordedEndpoints } from "./network-labels.ts";

/**
 * Makes a container's interfaces what its record says: those of networks that it is in no more go, and what they gave, its ports and its way outside, is
 * given by those that are left. The second half of `network disconnect`, and what takes a `network connect` back that was cut short.
 */
export async function settleNetworks(context: Pick<Context, "engine" | "settings">, id: string): Promise<void> {
  const { engine } = context;
  const settings = { ...context.settings, namespace: engine.namespace };
  const container = await ifPresent(engine.containers.get(id));
  if (container === undefined) return;
  const names = recordedEndpoints(container.labels).map(({ network }) => network);
  await tellPeers(context, container);
  for (const { network } of await attachmentsOf(settings, id)) {
    if (!names.includes(network)) await detachNetwork(settings, { id, network });
  }
  await carryPorts(settings, id, publishedPorts(context, id));
  await changeGateway(settings, id);
}
