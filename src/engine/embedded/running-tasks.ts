import { setTimeout as delay } from "node:timers/promises";
import { isNerdError } from "../../errors.ts";
import type { Engine } from "../engine.ts";
import type { Waits } from "../service.ts";

export interface RunningTask {
  readonly namespace: string;
  readonly id: string;
}

const graceMs = 10_000;
const sigterm = 15;
const sigkill = 9;

/** Every task of every namespace whose process still runs, be it paused or not yet started. */
export async function runningTasks(engine: Engine, waits: Waits): Promise<readonly RunningTask[]> {
  const namespaces = await engine.namespaces.list(waits);
  const lists = namespaces.map(async ({ name: namespace }) => {
    const tasks = await engine.inNamespace(namespace).tasks.list(waits);
    return [...tasks].flatMap(([id, { status }]) => (status === "STOPPED" ? [] : [{ namespace, id }]));
  });
  return (await Promise.all(lists)).flat();
}

/** SIGTERM, after 10 s SIGKILL, and then the task is deleted, so that its shim ends too. The record stays. */
export async function endTask(engine: Engine, { namespace, id }: RunningTask, waits: Waits): Promise<void> {
  const { tasks, containers } = engine.inNamespace(namespace);
  try {
    await holdRestart(containers, id, waits);
    const exit = tasks.wait({ id }, waits);
    exit.catch(() => {}); // Reported where it is awaited below.
    await tasks.kill({ id }, sigterm, waits);
    const patience = new AbortController();
    const tooLong = delay(graceMs, "tooLong", { signal: patience.signal }).catch(() => "aborted");
    if ((await Promise.race([exit, tooLong])) === "tooLong") await tasks.kill({ id }, sigkill, { ...waits, all: true });
    patience.abort();
    await exit;
    await tasks.delete(id, waits);
  } catch (error) {
    if (!isNerdError(error, "NOT_FOUND")) throw error; // It exited, or was deleted, meanwhile.
  }
}

/** Whoever restarts containers must not bring it back. From containerd, runtime/restart, StatusLabel and PolicyLabel. */
async function holdRestart(containers: Engine["containers"], id: string, waits: Waits): Promise<void> {
  const { labels } = await containers.get(id, waits);
  if (labels["containerd.io/restart.policy"] === undefined) return;
  await containers.update(id, { labels: { "containerd.io/restart.status": "stopped" } }, waits);
}
