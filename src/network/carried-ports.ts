import { type CachedAttachment, ResultCache } from "../cni/result-cache.ts";
import type { Settings } from "../settings/settings.ts";
import { cniContainerId, publicationOf, resultsDirectory, toPortCapability } from "./attachment.ts";
import { bareBridge } from "./bridge/bridge-network.ts";
import type { PortMapping } from "./ports/port-mapping.ts";
import { publishedPorts, publishPorts } from "./ports/published-ports.ts";

/**
 * Sees that one of a container's networks carries its ports: the one that does, else the first bridge that leads outside. Right also where a killed
 * process had begun it. Networks whose plugins publish by themselves do so only when they are joined.
 */
export async function carryPorts(settings: Settings, id: string, ports: readonly PortMapping[]): Promise<void> {
  if (ports.length === 0) return;
  const cache = new ResultCache(resultsDirectory(settings));
  const attachments = await cache.attachments(cniContainerId(settings, id));
  const carrier = attachments.find(({ capabilities }) => "portMappings" in capabilities);
  const next = carrier ?? attachments.find(canCarry);
  if (next === undefined) return;
  const attachment = { ...next, capabilities: { ...next.capabilities, portMappings: ports.map(toPortCapability) } };
  // Written down before it is done, as where it is joined.
  if (carrier === undefined) await cache.write(attachment);
  const bridge = bareBridge(attachment.list)?.bridge;
  const publication = bridge && publicationOf(attachment, bridge);
  if (!publication) return;
  const isPublished = carrier && (await publishedPorts(settings, publication.bridge)).some((port) => port.id === id);
  if (!isPublished) await publishPorts(settings, publication);
}

function canCarry({ list }: CachedAttachment): boolean {
  return bareBridge(list) !== undefined && list.plugins[0]?.["isGateway"] === true;
}
