import { dirname } from "node:path";
import { labelKeys } from "../../container/record/labels.ts";
import { containerName } from "../../container/record/lookup.ts";
import { isOurs } from "../../container/record/ownership.ts";
import { removeContainer } from "../../container/remove.ts";
import { keeperOf } from "../../container/streams/keeper.ts";
import { ifPresent } from "../../container/wait.ts";
import { hasOpenFiles } from "../host-processes.ts";
import { isOld, type Leftover, leftoverKind } from "./leftover.ts";

interface FinishedRun extends Leftover {
  readonly namespace: string;
}

/** A container that was to go when it exits, and exited after the one who was to remove it. */
export const finishedRunKind = leftoverKind<FinishedRun>({
  async candidates({ engine, namespaces, signal }) {
    const lists = namespaces.map(async (namespace) => {
      const found = await engine
        .inNamespace(namespace)
        .containers.list([`labels."${labelKeys.autoRemove}"==true`], { signal });
      return found.map((container) => ({
        kind: "exited container of run --rm",
        namespace,
        id: container.id,
        name: containerName(container),
      }));
    });
    return (await Promise.all(lists)).flat();
  },
  isLeft({ namespace, id }, living, scene) {
    const container = living.container(namespace, id);
    const task = living.task(namespace, id);
    if (container === undefined || !isOurs(scene.settings, container.labels) || living.isBusy(id)) return false;
    if (task?.status !== "STOPPED" || !isOld(Date.parse(task.exitedAt), scene)) return false;
    // Whoever still reads its output removes it after that. The label tells; nerdctl's have none.
    if (keeperOf(container) === "process") return false;
    const { stdout = "" } = task.streams;
    return !(stdout.startsWith("/") && hasOpenFiles(dirname(stdout)));
  },
  async remove({ namespace, id }, { engine, settings }) {
    const inside = engine.inNamespace(namespace);
    const container = await ifPresent(inside.containers.get(id));
    if (container === undefined) return;
    const context = { engine: inside, settings: { ...settings, namespace } };
    await removeContainer(context, container, { force: false, volumes: true });
  },
});
