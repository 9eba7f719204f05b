import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { ResultCache } from "../../cni/result-cache.ts";
import { containerIdOf, resultsDirectory } from "../../network/attachment.ts";
import { type NetworkLeftover, networkLeftovers, removeNetworkLeftover } from "../../network/leftovers.ts";
import { netnsPath } from "../../network/netns.ts";
import { leftoverKind, type Scene } from "./leftover.ts";

interface Found extends NetworkLeftover {
  /** Connected by another engine, which may share networks and the directory of attachments. */
  readonly isElsewhere: boolean;
}

/** Network namespaces, addresses, ports and hosts files of containers that are no more. */
export const networkKind = leftoverKind<Found>({
  async candidates(scene) {
    const elsewhere = await idsElsewhere(scene);
    const nobody = async () => new Set<string>();
    const lists = scene.namespaces.map((namespace) => networkLeftovers({ ...scene.settings, namespace }, nobody));
    const found = new Map((await Promise.all(lists)).flat().map((one) => [`${one.kind} ${one.id} ${one.name}`, one]));
    return [...found.values()].map((one) => ({ ...one, isElsewhere: elsewhere.has(one.id) }));
  },
  isLeft({ kind, id, name, isElsewhere }, living) {
    if (living.isKnown(id) || isElsewhere) return false;
    if (kind !== "hosts file") return true;
    const changedMs = statSync(dirname(name), { throwIfNoEntry: false })?.mtimeMs;
    return changedMs !== undefined && !living.isMaybeNerdctls(changedMs);
  },
  remove: (found, { settings }) => removeNetworkLeftover(settings, found),
});

async function idsElsewhere({ settings }: Scene): Promise<Set<string>> {
  const attachments = await new ResultCache(resultsDirectory(settings)).all();
  const ids = attachments.flatMap(({ containerId, netns }) => {
    const id = containerIdOf(containerId);
    return id !== undefined && netns !== netnsPath(settings, id) && existsSync(netns) ? [id] : [];
  });
  return new Set(ids);
}
