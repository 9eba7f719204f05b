import type { Context } from "../context.ts";
import type { ContainerRecord, StoredContainer } from "../engine/containers.ts";
import { NerdError } from "../errors.ts";
import { HostsStore } from "../network/hosts/hosts-store.ts";
import { lockExisting } from "../store/file-lock.ts";
import { volumesDirectory } from "../volume/volume.ts";
import { unusedVolumes } from "./mounts/volume-users.ts";
import { labelKeys, readJsonLabel } from "./record/labels.ts";
import { containerName } from "./record/lookup.ts";
import { removePidFile } from "./record/pid-file.ts";
import { isAlive, statusOf } from "./record/status.ts";
import { hasRestartPolicy } from "./restart-policy.ts";
import { holdRestarts } from "./restart-policy-hold.ts";
import { containerUndoers, deleteTask } from "./undo.ts";
import { ifPresent } from "./wait.ts";

export interface RemoveOptions {
  /** Kill it where it runs. */
  readonly force: boolean;
  /** With it go the volumes that nobody named. */
  readonly volumes: boolean;
  /** The end of its task's deletion, begun by who saw its exit and alone read what it wrote: then nobody needs its files any more. */
  readonly reaped?: Promise<unknown> | undefined;
}

type Removable = Pick<StoredContainer | ContainerRecord, "id" | "labels" | "snapshotter">;

/** Removes a container and all that was made for it. Can be run again where it was cut short; throws CONTAINER_RUNNING without `force`. */
export async function removeContainer(
  context: Pick<Context, "engine" | "settings">,
  container: Removable,
  { force, volumes, reaped }: RemoveOptions,
): Promise<void> {
  const { id, labels, snapshotter } = container;
  const engine = snapshotter === "" ? context.engine : context.engine.withSnapshotter(snapshotter);
  const undo = containerUndoers({ ...context, engine });
  if (!force) await refuseRunning(context, container);
  // Nobody must bring the task back in the gap.
  await holdRestarts(context, container);
  const hosts = new HostsStore({ ...context.settings, namespace: engine.namespace });
  const endTask = async () => await deleteTask(engine, id);
  const freeFiles = async () => void (await Promise.all([undo.state(id), undo.mounts(id)]));
  const isRead = reaped !== undefined && !hasRestartPolicy(container);
  await Promise.all([
    isRead ? reaped.catch(endTask) : endTask(),
    undo.sandbox(id),
    undo.fifos(id),
    hosts.leave(id).then(() => (isRead ? freeFiles() : undefined)),
  ]);
  if (!isRead) await freeFiles();
  await removePidFile(labels);
  await Promise.all(readJsonLabel<string[]>(labels, labelKeys.imageMounts, []).map((key) => undo.view(key)));
  const anonymous = volumes ? readJsonLabel<string[]>(labels, labelKeys.anonymousVolumes, []) : [];
  // Of two that share a volume and go at once, the second one must not see the first one's record.
  const place = volumesDirectory({ ...context.settings, namespace: engine.namespace });
  await using _lock = anonymous.length > 0 ? await lockExisting(place) : undefined;
  await Promise.all((await unusedVolumes({ engine }, id, anonymous)).map((name) => undo.volume(name)));
  // The record goes last: while it stands, whatever is left is found by it. A snapshot without one is garbage to the engine.
  await Promise.all([undo.snapshot(id), undo.record(id)]);
  await undo.name(`${containerName(container)}:${id}`);
}

async function refuseRunning({ engine }: Pick<Context, "engine">, container: Removable): Promise<void> {
  const task = await ifPresent(engine.tasks.get({ id: container.id }));
  if (!isAlive(task)) return;
  const name = containerName(container);
  throw new NerdError(
    "CONTAINER_RUNNING",
    `container ${name} is in ${statusOf(task)} status: unpause/stop container first or force removal`,
    {
      hint: `nerdsh rm --force ${name}`,
    },
  );
}
