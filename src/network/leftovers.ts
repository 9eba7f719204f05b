import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type CachedAttachment, ResultCache } from "../cni/result-cache.ts";
import type { Settings } from "../settings/settings.ts";
import { abandonedTemporaries } from "../store/atomic-file.ts";
import { isRunning } from "../store/process-identity.ts";
import { type AddressReservation, addressReservations } from "./addresses/address-reservation.ts";
import { releaseNetworks } from "./attach.ts";
import { containerIdOf, resultsDirectory } from "./attachment.ts";
import { asBridgeNetwork } from "./bridge/bridge-network.ts";
import { preparedDirectory } from "./bridge/bridge-setup.ts";
import { HostsStore } from "./hosts/hosts-store.ts";
import { networkFiles } from "./lists/network-files.ts";
import { netnsIds, netnsPath } from "./netns.ts";
import { PortReservations } from "./ports/port-reservation.ts";
import { publishedPorts, unpublishPorts } from "./ports/published-ports.ts";

/** Something of the host's network that belongs to a container which is no more. Plain data, for a report and for its removal. */
export interface NetworkLeftover {
  readonly kind:
    | "attachment"
    | "address"
    | "published port"
    | "port reservation"
    | "netns"
    | "hosts file"
    | "temporary file";
  /** The container, or of a network namespace the first 12 digits of it; empty for a file that was never finished. */
  readonly id: string;
  /** What it is, for people: a path, an address, a port. */
  readonly name: string;
  /** The namespace of containers, where the thing tells it. */
  readonly namespace?: string;
  /** Of a published port. */
  readonly bridge?: string;
}

/**
 * What crashes left behind, by set difference. `liveIds` gives the ids of the engine's containers in all namespaces, and those that
 * operations under way have in the journal (`FileJournal.active`) since their record may come later; it is asked after everything else
 * was read, so that a container made meanwhile is not taken for dead.
 */
export async function networkLeftovers(
  settings: Settings,
  liveIds: () => Promise<ReadonlySet<string>>,
): Promise<NetworkLeftover[]> {
  // Attachments come first: their plugins want to see the namespace alive.
  const found = (
    await Promise.all([
      attachmentCandidates(settings),
      portCandidates(settings),
      netnsCandidates(settings),
      hostsCandidates(settings),
      temporaryFiles(settings),
    ])
  ).flat();
  const live = await liveIds();
  const shortIds = new Set([...live].map((id) => id.slice(0, 12)));
  return found.filter(({ id }) => !(id.length === 12 ? shortIds : live).has(id));
}

/** Removes one of them, taken in their order; right also where somebody else has. */
export async function removeNetworkLeftover(settings: Settings, leftover: NetworkLeftover): Promise<void> {
  const { id, kind, name, namespace = settings.namespace, bridge } = leftover;
  if (kind === "hosts file") return await new HostsStore({ ...settings, namespace }).remove(id);
  if (kind === "address" || kind === "temporary file") return await rm(name, { force: true });
  if (bridge !== undefined) await unpublishPorts(settings, bridge, id);
  await releaseNetworks({ ...settings, namespace }, id);
}

async function netnsCandidates(settings: Settings): Promise<NetworkLeftover[]> {
  return (await netnsIds(settings)).map((id) => ({ kind: "netns", id, name: netnsPath(settings, id) }));
}

async function attachmentCandidates(settings: Settings): Promise<NetworkLeftover[]> {
  const attachments = await new ResultCache(resultsDirectory(settings)).all();
  const ours = attachments.filter((attachment) => isOurs(settings, attachment));
  const known = ours.flatMap((attachment) => candidate("attachment", attachment.containerId, attachment.list.name));
  return [...known, ...(await addressCandidates(settings, attachments))];
}

/**
 * Addresses that no attachment speaks of, older than any plugin's run: the attachment is written down before, and
 * removed after. Those of other engines, which may share the directory, have attachments too.
 */
async function addressCandidates(
  settings: Settings,
  attachments: readonly CachedAttachment[],
): Promise<NetworkLeftover[]> {
  const { files } = await networkFiles(settings);
  const lists = files.filter(({ list }) => list.nerdctlID !== undefined);
  const reservations = await Promise.all(lists.map(({ list }) => addressReservations(settings.cni.ipamDir, list.name)));
  const attached = new Set(attachments.map(({ containerId }) => containerId));
  const isOrphan = ({ containerId, ageMs }: AddressReservation) => !attached.has(containerId) && ageMs > 60_000;
  return reservations
    .flat()
    .filter(isOrphan)
    .flatMap(({ containerId, path }) => candidate("address", containerId, path));
}

async function portCandidates(settings: Settings): Promise<NetworkLeftover[]> {
  const reservations = (await new PortReservations(settings).list()).filter(
    ({ owner, dataStore }) => dataStore === settings.dataStore && !isRunning(owner),
  );
  const reserved = reservations.map(({ id, namespace, mapping }) => ({
    kind: "port reservation" as const,
    id,
    name: `${mapping.hostPort}/${mapping.protocol}`,
    namespace,
  }));
  const bridges = (await networkFiles(settings)).files.flatMap(({ list }) => asBridgeNetwork(list)?.bridge ?? []);
  const published = await Promise.all(
    [...new Set(bridges)].map(async (bridge) =>
      (await publishedPorts(settings, bridge))
        .filter(({ map }) => !map.endsWith("-zone"))
        .map(({ id, key }) => ({
          kind: "published port" as const,
          id,
          name: key.join(" "),
          bridge,
        })),
    ),
  );
  return [...reserved, ...published.flat()];
}

/** Only those whose writer is dead, so that they need no comparison. */
async function temporaryFiles(settings: Settings): Promise<NetworkLeftover[]> {
  const { configDir } = settings.cni;
  const directories = [
    resultsDirectory(settings),
    configDir,
    join(configDir, settings.namespace),
    preparedDirectory(settings),
  ];
  const paths = (await Promise.all(directories.map(abandonedTemporaries))).flat();
  return paths.map((name) => ({ kind: "temporary file", id: "", name }));
}

async function hostsCandidates(settings: Settings): Promise<NetworkLeftover[]> {
  const found = await Promise.all(
    (await HostsStore.namespaces(settings)).map(async (namespace) => {
      const store = new HostsStore({ ...settings, namespace });
      return (await store.ids()).map((id) => ({
        kind: "hosts file" as const,
        id,
        name: store.hostsPath(id),
        namespace,
      }));
    }),
  );
  return found.flat();
}

/** Attachments of another engine in the same directory have namespaces elsewhere; only one that is gone may be anybody's. */
function isOurs(settings: Settings, { netns, containerId }: CachedAttachment): boolean {
  const id = containerIdOf(containerId);
  return id !== undefined && (netns === netnsPath(settings, id) || !existsSync(netns));
}

function candidate(kind: NetworkLeftover["kind"], containerId: string, name: string): NetworkLeftover[] {
  const id = containerIdOf(containerId);
  return id === undefined ? [] : [{ kind, id, name, namespace: containerId.slice(0, -65) }];
}
