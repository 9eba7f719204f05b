import type { Context } from "../../context.ts";
import { networkId } from "../../network/bridge/bridge-network.ts";

/** What containerd has no event for, since it knows nothing of networks. */
export type NetworkAction = "create" | "connect" | "disconnect" | "destroy" | "prune";

export const networkTopic = "/nerdsh/network";

/**
 * Tells everybody who watches the engine's events. It is a ContainerUpdate, a type that all of them know, whose labels are the action and
 * its attributes: Docker's `name`, `type` and `container`.
 */
export async function announceNetwork(
  { engine }: Pick<Context, "engine">,
  action: NetworkAction,
  attributes: Readonly<Record<string, string>>,
): Promise<void> {
  const name = attributes["name"];
  const event = { id: name === undefined ? "" : networkId(name), labels: { action, ...attributes } };
  await engine.events.announce(networkTopic, "containerd.events.ContainerUpdate", event);
}
