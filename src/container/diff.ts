import type { Context } from "../context.ts";
import type { StoredContainer } from "../engine/containers.ts";
import { HeldDirectory } from "../store/held-directory.ts";
import { privateMount } from "./copy/private-mount.ts";
import { openSnapshot, snapshotMount } from "./copy/snapshot-files.ts";
import { withView } from "./copy/snapshot-view.ts";
import { type FileChange, fileChanges } from "./file-changes.ts";
import { mountRecords } from "./mounts/mount-record.ts";
import { requireSnapshot } from "./root-directory.ts";

/**
 * What a container has changed in its image's files, by path. Nothing in a mount is a
 * change. The mount points that any container has, such as /etc/hosts, are none either; those that were asked for are, as in Docker.
 */
export async function containerDiff(
  context: Pick<Context, "engine" | "settings" | "signal">,
  container: StoredContainer,
): Promise<readonly FileChange[]> {
  requireSnapshot(container);
  const { engine, settings, signal } = context;
  const { snapshotter, snapshotKey, spec, labels } = container;
  const { parent } = await engine.snapshots(snapshotter).stat(snapshotKey, { signal });
  const upper = (await snapshotMount(context, container)).options.find((option) => option.startsWith("upperdir="));
  using now = await openSnapshot(context, container);
  // Where the snapshotter keeps the changes apart, only what they touch is looked at.
  using touched = upper === undefined ? undefined : HeldDirectory.open(upper.slice("upperdir=".length));
  const own = new Set(mountRecords(labels).map(({ Destination }) => Destination));
  const mountPoints = spec().mounts.flatMap(({ destination }) => (own.has(destination) ? [] : destination));
  const changes = (before: HeldDirectory | undefined) => fileChanges({ before, now, touched }, { mountPoints, signal });
  if (parent === "") return changes(undefined);
  return await withView(context, { parent, snapshotter }, async ([mount]) => {
    using before = await privateMount(mount!, settings, { readonly: true }); // One, as that of the container is.
    return changes(before);
  });
}
