import { dirname } from "node:path";
import { labelKeys } from "../../container/record/labels.ts";
import { containerName } from "../../container/record/lookup.ts";
import { isOurs } from "../../container/record/ownership.ts";
import { isAlive } from "../../container/record/status.ts";
import { removeContainer } from "../../container/remove.ts";
import { isAutoRemoved, keeperOf } from "../../container/streams/keeper.ts";
import { ifPresent } from "../../container/wait.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import type { TaskState } from "../../engine/tasks.ts";
import { hasOpenFiles } from "../host-processes.ts";
import { type AnyKind, isOld, type Leftover, leftoverKind, type Scene } from "./leftover.ts";

interface UnremovedRun extends Leftover {
  readonly namespace: string;
}

interface Judge {
  isLeft(container: StoredContainer, task: TaskState | undefined, scene: Scene): boolean;
  /** Whether it is removed while it runs. */
  isForced(container: StoredContainer): boolean;
}

/**
 * A container that was to go with the command that ran it. That was killed, so nobody reads what the container writes, or waits for its end;
 * or the container's process went without an exit, with the engine or the host.
 */
export const abandonedRunKind = unremovedRunKind("container of a killed run --rm", {
  isLeft(container, task) {
    const keeper = keeperOf(container);
    return isAlive(task) ? keeper === "gone" : task === undefined && keeper !== "nobody";
  },
  isForced: (container) => keeperOf(container) === "gone",
});

/** A container that was to go when it exits, and exited after the one who was to remove it. */
export const finishedRunKind = unremovedRunKind("exited container of run --rm", {
  isLeft(_, task, scene) {
    if (task?.status !== "STOPPED" || !isOld(Date.parse(task.exitedAt), scene)) return false;
    // Whoever still reads its output removes it after that. The label tells; nerdctl's have none.
    const { stdout = "" } = task.streams;
    return !(stdout.startsWith("/") && hasOpenFiles(dirname(stdout)));
  },
  isForced: () => false,
});

/** Of containers that were to go with their exit, and whose removal no process has for its own, those that a judge finds left. */
function unremovedRunKind(kind: string, { isLeft, isForced }: Judge): AnyKind {
  const isKept = (container: StoredContainer) => !isAutoRemoved(container) || keeperOf(container) === "process";
  return leftoverKind<UnremovedRun>({
    async candidates({ engine, namespaces, signal }) {
      const lists = namespaces.map(async (namespace) => {
        const filters = [`labels."${labelKeys.autoRemove}"==true`];
        const found = await engine.inNamespace(namespace).containers.list(filters, { signal });
        return found.map((container) => ({ kind, namespace, id: container.id, name: containerName(container) }));
      });
      return (await Promise.all(lists)).flat();
    },
    isLeft({ namespace, id }, living, scene) {
      const container = living.container(namespace, id);
      if (container === undefined || !isOurs(scene.settings, container.labels) || living.isBusy(id)) return false;
      return !isKept(container) && isLeft(container, living.task(namespace, id), scene);
    },
    async remove({ namespace, id }, { engine, settings }) {
      const inside = engine.inNamespace(namespace);
      const container = await ifPresent(inside.containers.get(id));
      if (container === undefined || isKept(container)) return;
      const context = { engine: inside, settings: { ...settings, namespace } };
      await removeContainer(context, container, { force: isForced(container), volumes: true });
    },
  });
}
