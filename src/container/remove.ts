import type { Context } from "../context.ts";
import type { ContainerRecord, StoredContainer } from "../engine/containers.ts";
import { NerdError } from "../errors.ts";
import { labelKeys, readJsonLabel } from "./record/labels.ts";
import { containerName } from "./record/lookup.ts";
import { isAlive, statusOf } from "./record/status.ts";
import { containerUndoers, deleteTask } from "./undo.ts";
import { ifPresent } from "./wait.ts";

export interface RemoveOptions {
  /** Kill it where it runs. */
  readonly force: boolean;
  /** With it go the volumes that nobody named. */
  readonly volumes: boolean;
}

type Removable = Pick<StoredContainer | ContainerRecord, "id" | "labels">;

/** Removes a container and all that was made for it. Can be run again where it was cut short; throws CONTAINER_RUNNING without `force`. */
export async function removeContainer(
  context: Pick<Context, "engine" | "settings">,
  container: Removable,
  { force, volumes }: RemoveOptions,
): Promise<void> {
  const { engine } = context;
  const { id, labels } = container;
  const undo = containerUndoers(context);
  if (!force) await refuseRunning(context, container);
  // The restart monitor must not bring the task back in the gap.
  if (labels[labelKeys.restartStatus] !== undefined) {
    await ifPresent(engine.containers.update(id, { labels: { [labelKeys.restartStatus]: "" } }));
  }
  await Promise.all([deleteTask(engine, id), undo.sandbox(id), undo.fifos(id)]);
  await undo.state(id);
  if (volumes) {
    const anonymous = readJsonLabel<string[]>(labels, labelKeys.anonymousVolumes, []);
    await Promise.all(anonymous.map((name) => undo.volume(name)));
  }
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
