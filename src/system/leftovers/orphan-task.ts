import { join } from "node:path";
import { runcShim } from "../../container/container-runtime.ts";
import { defaultSpec } from "../../container/spec/default-spec.ts";
import { deleteTask } from "../../container/undo.ts";
import { ifPresent } from "../../container/wait.ts";
import { isNerdError } from "../../errors.ts";
import { bundleSpec, isOurBundle } from "../task-directory.ts";
import { type Leftover, leftoverKind } from "./leftover.ts";

interface OrphanTask extends Leftover {
  readonly namespace: string;
  readonly bundle: string;
}

/** A process whose container's record was deleted under it: it runs, and nobody can reach it. */
export const orphanTaskKind = leftoverKind<OrphanTask>({
  async candidates({ engine, taskDirectory, namespaces, signal }) {
    const lists = namespaces.map(async (namespace) => {
      const tasks = await engine.inNamespace(namespace).tasks.list({ signal });
      return [...tasks].map(([id, { pid }]) => ({
        kind: "task without container",
        namespace,
        id,
        name: `process ${pid}`,
        bundle: join(taskDirectory, namespace, id),
      }));
    });
    return (await Promise.all(lists)).flat();
  },
  isLeft({ namespace, id, bundle }, living, { settings }) {
    const isOrphan = living.task(namespace, id) !== undefined && living.container(namespace, id) === undefined;
    return isOrphan && !living.isBusy(id) && isOurBundle(settings, { path: bundle });
  },
  async remove({ namespace, id, bundle }, { engine }) {
    const inside = engine.inNamespace(namespace);
    if ((await ifPresent(inside.containers.get(id))) !== undefined) return;
    // containerd signals no task without a record: it gets one again, as long as it takes to end it.
    const spec = bundleSpec({ path: bundle }) ?? defaultSpec();
    const record = {
      id,
      labels: {},
      image: "",
      runtime: { name: runcShim },
      spec,
      snapshotter: "",
      snapshotKey: "",
    };
    try {
      await inside.containers.create(record);
    } catch (error) {
      if (isNerdError(error, "ALREADY_EXISTS")) return;
      throw error;
    }
    await deleteTask(inside, id);
    await ifPresent(inside.containers.delete(id));
  },
});
