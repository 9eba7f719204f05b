import { existsSync } from "node:fs";
import { addChain, type ChainOptions, deleteChain } from "../cni/chain.ts";
import type { NetworkList } from "../cni/network-list.ts";
import { type CachedAttachment, ResultCache } from "../cni/result-cache.ts";
import { isNerdError } from "../errors.ts";
import type { Settings } from "../settings/settings.ts";
import { releaseAddresses } from "./addresses/address-reservation.ts";
import { refuseTaken } from "./addresses/requested-address.ts";
import { type AttachRequest, capabilitiesOf, chainArgs, withDataDir } from "./attach-request.ts";
import {
  type Attachment,
  addressesOf,
  cniContainerId,
  hostLink,
  resultsDirectory,
  toAttachment,
} from "./attachment.ts";
import { isolatePort } from "./bridge/bridge-link.ts";
import { asBridgeNetwork, type BridgeNetwork, bareBridge, bareBridgeList } from "./bridge/bridge-network.ts";
import { prepareBridge, repairBridge } from "./bridge/bridge-setup.ts";
import { hasProgram } from "./host-program.ts";
import { deleteNetns } from "./netns.ts";
import { PortReservations } from "./ports/port-reservation.ts";
import { type Publication, publishPorts, unpublishPorts } from "./ports/published-ports.ts";
import { awaitClosed } from "./relay/relay-presence.ts";
import { refuseUnrelayable, relayedBy } from "./relay/relayed-port.ts";

/** For the supervisor on a busy machine; a stopped one, or a stranger on the port, is not waited for any longer. */
const closingMs = 5_000;

export interface AttachOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Connects a container's network namespace to a network. A list of the usual kind is given its effect at a fifth of its cost (see
 * bridge-ruleset.ts); any other runs as written. What a failure or a crash leaves half-made, `detachNetwork` or `releaseNetworks` takes
 * back, since the attachment is written down before it is made. Throws CNI_FAILED, CNI_PLUGIN_MISSING, ADDRESS_IN_USE.
 */
export async function attachNetwork(
  settings: Settings,
  request: AttachRequest,
  { signal }: AttachOptions = {},
): Promise<Attachment> {
  const { id, network, netns, interfaceName = "eth0", ports = [] } = request;
  const bridge = await usualBridge(settings, network);
  if (bridge !== undefined) {
    refuseUnrelayable(ports, { hasIpv6: bridge.ranges.some(({ subnet }) => subnet.family === 6) });
    await prepareBridge(settings, bridge);
  }
  refuseTakenAddress(settings, request);
  const attachment = {
    list:
      bridge === undefined ? withDataDir(network, settings.cni.ipamDir) : bareBridgeList(network, settings.cni.ipamDir),
    containerId: cniContainerId(settings, id),
    interfaceName,
    netns,
    args: chainArgs(request),
    capabilities: capabilitiesOf(request),
  };
  const cache = new ResultCache(resultsDirectory(settings));
  await cache.write({ ...attachment, result: { cniVersion: attachment.list.cniVersion } });
  const result = await addChain(attachment.list, attachment, {
    ...chainOptions(settings),
    signal,
    onResult: (result) => cache.write({ ...attachment, result }),
  }).catch((error: unknown) => {
    // Another may have been faster since the look before.
    refuseTakenAddress(settings, request);
    throw error;
  });
  if (bridge?.isIsolated) await isolatePort(hostLink(result), settings.programDirs);
  const attached = toAttachment(network.name, interfaceName, result);
  signal?.throwIfAborted();
  if (bridge !== undefined)
    await publish(settings, bridge, { bridge: bridge.bridge, id, ports, ...addressesOf(result) });
  return attached;
}

export interface DetachRequest {
  readonly id: string;
  readonly network: string;
  /** The interface; every one in that network where absent. */
  readonly interfaceName?: string;
}

/** Takes a container out of one network while its namespace lives on. Right also where it is not, or only half, in it. */
export async function detachNetwork(settings: Settings, { id, network, interfaceName }: DetachRequest): Promise<void> {
  const cache = new ResultCache(resultsDirectory(settings));
  const attachments = await cache.attachments(cniContainerId(settings, id));
  for (const attachment of attachments) {
    if (attachment.list.name !== network || (interfaceName ?? attachment.interfaceName) !== attachment.interfaceName)
      continue;
    await unpublish(settings, attachment, id);
    await deleteChain(attachment.list, withLiveNetns(attachment), attachment.result, chainOptions(settings));
    await cache.remove(network, attachment.containerId, attachment.interfaceName);
  }
}

/**
 * Gives back all that a container has of the host's network: attachments, published ports, addresses, its namespace, its port
 * reservations. Right after a crash at any moment, however often it runs.
 */
export async function releaseNetworks(settings: Settings, id: string): Promise<void> {
  const cache = new ResultCache(resultsDirectory(settings));
  const attachments = await cache.attachments(cniContainerId(settings, id));
  const relayed = relayedBy(attachments);
  for (const attachment of [...attachments].reverse()) {
    await unpublish(settings, attachment, id);
    // Plugins of other lists want the namespace alive, or they leave rules behind.
    if (bareBridge(attachment.list) === undefined) {
      await deleteChain(attachment.list, withLiveNetns(attachment), attachment.result, chainOptions(settings));
    }
  }
  await deleteNetns(settings, id);
  for (const { list, containerId, interfaceName, result } of attachments) {
    const dataDir = bareBridge(list)?.dataDir;
    const known = (result.ips ?? []).map(({ address }) => address.split("/")[0]!);
    if (dataDir !== undefined) await releaseAddresses(dataDir, list.name, containerId, known);
    await cache.remove(list.name, containerId, interfaceName);
  }
  // Who carried them has seen the attachments go.
  await awaitClosed(relayed, closingMs);
  await new PortReservations(settings).release(id);
}

/** What a container is attached to, in the order of its interfaces. */
export async function attachmentsOf(settings: Settings, id: string): Promise<Attachment[]> {
  const attachments = await new ResultCache(resultsDirectory(settings)).attachments(cniContainerId(settings, id));
  return attachments.map(({ list, interfaceName, result }) => toAttachment(list.name, interfaceName, result));
}

async function usualBridge(settings: Settings, network: NetworkList): Promise<BridgeNetwork | undefined> {
  const bridge = asBridgeNetwork(network);
  return bridge && (await hasProgram("nft", settings.programDirs)) ? bridge : undefined;
}

async function publish(settings: Settings, bridge: BridgeNetwork, publication: Publication): Promise<void> {
  try {
    await publishPorts(settings, publication);
  } catch (error) {
    if (!isNerdError(error, "CNI_FAILED")) throw error;
    await repairBridge(settings, bridge);
    await publishPorts(settings, publication);
  }
}

async function unpublish(settings: Settings, { list, capabilities }: CachedAttachment, id: string): Promise<void> {
  const bridge = bareBridge(list)?.bridge;
  if (bridge !== undefined && "portMappings" in capabilities) await unpublishPorts(settings, bridge, id);
}

function refuseTakenAddress(settings: Settings, { id, network, address, address6 }: AttachRequest): void {
  for (const asked of [address, address6]) {
    if (asked === undefined) continue;
    const containerId = cniContainerId(settings, id);
    refuseTaken(settings.cni.ipamDir, { network: network.name, address: asked, containerId });
  }
}

function chainOptions({ cni, programDirs }: Settings): ChainOptions {
  return { pluginDirs: cni.pluginDirs, programDirs };
}

/** A plugin told of a namespace that is gone fails; told of none, it deletes what it finds on the host. */
function withLiveNetns(attachment: CachedAttachment): CachedAttachment {
  return existsSync(attachment.netns) ? attachment : { ...attachment, netns: "" };
}
