import { isOurs } from "../../container/record/ownership.ts";
import { processStartMs } from "../../container/record/status.ts";
import { releaseStopped } from "../../container/stopped.ts";
import { deleteTask } from "../../container/undo.ts";
import { ifPresent } from "../../container/wait.ts";
import { isOld, type Leftover, leftoverKind } from "./leftover.ts";

interface CreatedTask extends Leftover {
  readonly namespace: string;
}

/** A process that was made and never started, since who wanted it died: its container goes back to `Created`. */
export const createdTaskKind = leftoverKind<CreatedTask>({
  async candidates({ engine, namespaces, signal }) {
    const lists = namespaces.map(async (namespace) => {
      const tasks = await engine.inNamespace(namespace).tasks.list({ signal });
      return [...tasks].flatMap(([id, { status, pid }]) =>
        status === "CREATED" ? [{ kind: "unstarted task", namespace, id, name: `process ${pid}` }] : [],
      );
    });
    return (await Promise.all(lists)).flat();
  },
  isLeft({ namespace, id }, living, scene) {
    const task = living.task(namespace, id);
    const container = living.container(namespace, id);
    if (task?.status !== "CREATED" || container === undefined || !isOurs(scene.settings, container.labels))
      return false;
    const startMs = processStartMs(task.pid) ?? 0;
    return isOld(startMs, scene) && !living.isBusy(id) && !living.isMaybeNerdctls(startMs);
  },
  async remove({ namespace, id }, { engine, settings }) {
    const inside = engine.inNamespace(namespace);
    if ((await ifPresent(inside.tasks.get({ id })))?.status !== "CREATED") return;
    await deleteTask(inside, id);
    await releaseStopped({ engine: inside, settings: { ...settings, namespace } }, id);
  },
});
