import { ifPresent } from "../../container/wait.ts";
import type { SnapshotsInfo } from "../../engine/protocol.ts";
import { isOld, type Leftover, leftoverKind, type Scene } from "./leftover.ts";

interface SnapshotLeftover extends Leftover {
  readonly namespace: string;
  readonly snapshotter: string;
  readonly info: SnapshotsInfo;
}

/** A container's file system without the container. */
export const snapshotKind = leftoverKind<SnapshotLeftover>({
  candidates: (scene) => snapshots(scene, "snapshot", (key) => /^[0-9a-f]{64}$/.test(key)),
  isLeft(found, living, scene) {
    const { namespace, id, info } = found;
    const isUsed = living.containers(namespace).some(({ snapshotKey }) => snapshotKey === info.name);
    if (isUsed || living.isBusy(id) || living.task(namespace, id) !== undefined) return false;
    const isKept = living.isLeased(namespace, `snapshots/${found.snapshotter}`, info.name);
    return !isKept && info.labels["containerd.io/gc.root"] === undefined && isOld(madeMs(info), scene);
  },
  remove: removeSnapshot,
});

/** An image that somebody was looking into, and died: see container/spec/account.ts and container/copy/snapshot-view.ts. */
export const accountViewKind = leftoverKind<SnapshotLeftover>({
  candidates: (scene) => snapshots(scene, "view of an image", (key) => /^nerdsh-(accounts|view)-/.test(key)),
  isLeft: ({ info }, _, scene) => isOld(madeMs(info), scene),
  remove: removeSnapshot,
});

async function snapshots(
  { engine, namespaces, signal }: Scene,
  kind: string,
  isWanted: (key: string) => boolean,
): Promise<SnapshotLeftover[]> {
  const lists = namespaces.map(async (namespace) => {
    const infos = await engine.inNamespace(namespace).snapshots().list([], { signal });
    const wanted = infos.filter(({ name, kind }) => kind !== "COMMITTED" && isWanted(name));
    const snapshotter = engine.snapshotter;
    return wanted.map((info) => ({ kind, namespace, id: info.name, name: info.name, snapshotter, info }));
  });
  return (await Promise.all(lists)).flat();
}

async function removeSnapshot({ namespace, name }: SnapshotLeftover, { engine }: Scene): Promise<void> {
  await ifPresent(engine.inNamespace(namespace).snapshots().remove(name));
}

function madeMs({ createdAt = "" }: SnapshotsInfo): number {
  return Date.parse(createdAt);
}
