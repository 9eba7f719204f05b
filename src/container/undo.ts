import { readFile, rm } from "node:fs/promises";
import type { Context } from "../context.ts";
import type { Engine } from "../engine/engine.ts";
import { isNerdError } from "../errors.ts";
import { NameStore } from "../store/name-store.ts";
import { type Undoers, UndoStack } from "../store/undo-stack.ts";
import { removeVolume } from "../volume/remove.ts";
import { releaseMounts } from "../volume/volume-mount.ts";
import { settleNetworks } from "./network/settled-networks.ts";
import { removeState } from "./record/state-directory.ts";
import { closeSandbox } from "./sandbox.ts";
import { removeAllFifos } from "./streams/fifos.ts";
import { signalTask } from "./task-signal.ts";
import { ifPresent } from "./wait.ts";

/** What making and starting a container does, one thing each. Ids are the container's own, but for `name`: `<name>:<id>`, `cidfile`: `<id>:<path>`, and `volume`: the name of one that nobody named. */
export type ContainerStep =
  | "name"
  | "cidfile"
  | "state"
  | "record"
  | "snapshot"
  | "sandbox"
  | "network"
  | "networks"
  | "fifos"
  | "task"
  | "volume"
  | "mounts"
  | "view"
  | "paused";

export type ContainerUndoStack = UndoStack<ContainerStep>;

/** How each step is taken back: in this process, by `rm`, or after a crash by `doctor --fix`. Each succeeds where nothing is left. */
export function containerUndoers({ engine, settings }: Pick<Context, "engine" | "settings">): Undoers<ContainerStep> {
  return {
    name: async (text) => {
      const [name = "", id = ""] = text.split(":");
      await new NameStore(settings.dataStore, engine.namespace).release(name, id);
    },
    cidfile: async (text) => {
      const [id = ""] = text.split(":", 1);
      const path = text.slice(id.length + 1);
      if ((await readFile(path, "utf8").catch(() => undefined)) === id) await rm(path, { force: true });
    },
    state: (id) => removeState({ ...settings, namespace: engine.namespace }, id),
    record: async (id) => void (await ifPresent(engine.containers.delete(id))),
    snapshot: async (id) => await removeSnapshot(engine, id),
    sandbox: (id) => closeSandbox(settings, id),
    network: (id) => closeSandbox(settings, id),
    networks: (id) => settleNetworks({ engine, settings }, id),
    fifos: (id) => removeAllFifos(settings.runtimeDir, id),
    task: (id) => killTask(engine, id),
    mounts: (id) => releaseMounts({ engine, settings }, id),
    volume: (name) => removeVolume({ ...settings, namespace: engine.namespace }, name),
    view: async (key) => await removeSnapshot(engine, key),
    paused: (id) => resumeTask(engine, id),
  };
}

export function containerUndoStack(context: Pick<Context, "engine" | "settings" | "journal">): ContainerUndoStack {
  return new UndoStack(context.journal, containerUndoers(context));
}

/** Where the engine has that snapshotter no more, nobody can: it must not keep the container. */
async function removeSnapshot(engine: Engine, key: string): Promise<void> {
  try {
    await ifPresent(engine.snapshots().remove(key));
  } catch (error) {
    if (!isNerdError(error, "UNKNOWN_SNAPSHOTTER") && !isNerdError(error, "SNAPSHOTTER_UNAVAILABLE")) throw error;
  }
}

async function resumeTask(engine: Engine, id: string): Promise<void> {
  const task = await ifPresent(engine.tasks.get({ id }));
  if (task?.status === "PAUSED") await ifPresent(engine.tasks.resume(id));
}

const sigkill = 9;

/** Kills the task where it runs, waits for its end, and reaps it. */
export async function deleteTask(engine: Engine, id: string): Promise<void> {
  try {
    await engine.tasks.delete(id);
  } catch (error) {
    if (isNerdError(error, "NOT_FOUND")) return;
    await killTask(engine, id);
  }
}

/** The same for a task that has hardly begun: the shim would wait 2 s for its output before it deletes one that never started. */
export async function killTask(engine: Engine, id: string): Promise<void> {
  const task = await ifPresent(engine.tasks.get({ id }));
  if (task === undefined) return;
  await ifPresent(signalTask(engine, { id, task }, sigkill, { all: true }));
  await ifPresent(engine.tasks.wait({ id }));
  await ifPresent(engine.tasks.delete(id));
}
