import { existsSync } from "node:fs";
import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import { NerdError } from "../../errors.ts";
import { checkEndpoint } from "../../network/addresses/requested-address.ts";
import { attachmentsOf, attachNetwork } from "../../network/attach.ts";
import { carryPorts } from "../../network/carried-ports.ts";
import type { Endpoint } from "../../network/endpoint.ts";
import { networkByName } from "../../network/lists/network-by-name.ts";
import { netnsPath } from "../../network/netns.ts";
import { lockContainer } from "../container-lock.ts";
import { publishedPorts } from "../record/list.ts";
import { containerName } from "../record/lookup.ts";
import { isAlive } from "../record/status.ts";
import { containerUndoStack } from "../undo.ts";
import { ifPresent } from "../wait.ts";
import { changeableEndpoints, changeEndpoints, type EndpointContext, tellPeers } from "./endpoint-change.ts";
import { announceNetwork } from "./network-announcement.ts";

/**
 * Puts a container into one more network: one that runs gets an interface in its live namespace; one that does not gets it with its next
 * start. Its peers know its names at once. Throws ALREADY_EXISTS, UNKNOWN_NETWORK, INVALID_VALUE, ADDRESS_IN_USE.
 */
export async function connectNetwork(context: Context, id: string, asked: Endpoint): Promise<void> {
  await using _lock = await lockContainer(context, id, context.signal);
  const container = await context.engine.containers.get(id, { signal: context.signal });
  const endpoints = changeableEndpoints(container);
  const network = await networkByName(settingsOf(context), asked.network);
  const endpoint = { ...asked, network: network.name };
  checkEndpoint(network, endpoint);
  if (network.name === "bridge" && endpoint.aliases.length > 0) {
    throw new NerdError("INVALID_VALUE", "network-scoped aliases are only supported for user-defined networks");
  }
  if (endpoints.some((other) => other.network === network.name)) {
    const message = `endpoint with name ${containerName(container)} already exists in network ${network.name}`;
    throw new NerdError("ALREADY_EXISTS", message, { hint: "disconnect it first to change its addresses" });
  }
  const task = await ifPresent(context.engine.tasks.get({ id }, { signal: context.signal }));
  const changed = [...endpoints, endpoint];
  if (isAlive(task)) await attachLive(context, container, { pid: task.pid, endpoint, endpoints: changed });
  else await changeEndpoints(context, container, changed);
  const driver = network.plugins[0]?.type ?? "";
  await announceNetwork(context, "connect", { container: id, name: network.name, type: driver });
}

interface LiveChange {
  readonly pid: number;
  readonly endpoint: Endpoint;
  readonly endpoints: readonly Endpoint[];
}

/** The interface first, then the record. Cut short in between, `doctor --fix` takes the interface away, or the container's next stop. */
async function attachLive(context: Context, container: StoredContainer, change: LiveChange): Promise<void> {
  const settings = settingsOf(context);
  const { id } = container;
  const { endpoint, endpoints, pid } = change;
  const { network: name, ip, ip6, mac } = endpoint;
  const netns = existsSync(netnsPath(settings, id)) ? netnsPath(settings, id) : `/proc/${pid}/ns/net`;
  const request = {
    ...{ id, netns, network: await networkByName(settings, name), interfaceName: await freeInterface(context, id) },
    ...(ip !== undefined && { address: ip }),
    ...(ip6 !== undefined && { address6: ip6 }),
    ...(mac !== undefined && { mac }),
  };
  await using undo = containerUndoStack(context);
  await undo.step("networks", id, () => attachNetwork(settings, request, { signal: context.signal }));
  await changeEndpoints(context, container, endpoints);
  await tellPeers(context, await context.engine.containers.get(id));
  // Where it was in none.
  await carryPorts(settings, id, publishedPorts(context, id));
  await undo.commit();
}

/** `eth0`, or the first number that no other attachment has. */
async function freeInterface(context: EndpointContext, id: string): Promise<string> {
  const taken = (await attachmentsOf(settingsOf(context), id)).map(({ interfaceName }) => interfaceName);
  for (let i = 0; ; i++) if (!taken.includes(`eth${i}`)) return `eth${i}`;
}

function settingsOf({ settings, engine }: EndpointContext) {
  return { ...settings, namespace: engine.namespace };
}
