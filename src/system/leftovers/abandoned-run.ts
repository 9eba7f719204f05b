import { labelKeys } from "../../container/record/labels.ts";
import { containerName } from "../../container/record/lookup.ts";
import { isOurs } from "../../container/record/ownership.ts";
import { isAlive } from "../../container/record/status.ts";
import { removeContainer } from "../../container/remove.ts";
import { isAutoRemoved, keeperOf } from "../../container/streams/keeper.ts";
import { ifPresent } from "../../container/wait.ts";
import { type Leftover, leftoverKind } from "./leftover.ts";

interface AbandonedRun extends Leftover {
  readonly namespace: string;
}

/**
 * A container that was to go with the command that ran it. That was killed, so nobody reads what the container writes, or waits for its end;
 * or the container's process went without an exit, with the engine or the host.
 */
export const abandonedRunKind = leftoverKind<AbandonedRun>({
  async candidates({ engine, namespaces, signal }) {
    const filters = [`labels."${labelKeys.autoRemove}"==true,labels."${labelKeys.keeper}"`];
    const lists = namespaces.map(async (namespace) => {
      const found = await engine.inNamespace(namespace).containers.list(filters, { signal });
      const kind = "container of a killed run --rm";
      return found.map((container) => ({ kind, namespace, id: container.id, name: containerName(container) }));
    });
    return (await Promise.all(lists)).flat();
  },
  isLeft({ namespace, id }, living, { settings }) {
    const container = living.container(namespace, id);
    if (container === undefined || !isOurs(settings, container.labels) || living.isBusy(id)) return false;
    const task = living.task(namespace, id);
    const keeper = keeperOf(container);
    return isAlive(task) ? keeper === "gone" : task === undefined && keeper !== "process";
  },
  async remove({ namespace, id }, { engine, settings }) {
    const inside = engine.inNamespace(namespace);
    const container = await ifPresent(inside.containers.get(id));
    if (container === undefined || !isAutoRemoved(container) || keeperOf(container) === "process") return;
    const context = { engine: inside, settings: { ...settings, namespace } };
    const force = keeperOf(container) === "gone";
    await removeContainer(context, container, { force, volumes: true });
  },
});
