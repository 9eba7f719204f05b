import { basename, join } from "node:path";
import { removeFifos } from "../../container/streams/fifos.ts";
import { ifPresent } from "../../container/wait.ts";
import { namesIn } from "../../store/directory-names.ts";
import { hasOpenFiles } from "../host-processes.ts";
import { isOldFile, type Leftover, leftoverKind } from "./leftover.ts";

/**
 * FIFOs of a process that has ended. Engines may share the directory, so those of a container that this one does not know are only taken
 * where nobody has them open: a shim has, as long as the process runs.
 */
export const fifoDirectoryKind = leftoverKind<Leftover>({
  async candidates({ settings }) {
    const root = join(settings.runtimeDir, "fifo");
    return namesIn(root).flatMap((id) =>
      namesIn(join(root, id)).map((process) => ({ kind: "FIFO directory", id, name: join(root, id, process) })),
    );
  },
  async isLeft({ id, name }, living, scene) {
    const { engine, namespaces } = scene;
    if (!isOldFile(name, scene)) return false;
    const namespace = namespaces.find((candidate) => living.container(candidate, id));
    if (namespace === undefined) return !living.isKnown(id) && !hasOpenFiles(name);
    if (basename(name) === "init") return false; // Of a container that may be started again.
    if (living.task(namespace, id) === undefined) return true;
    const process = await ifPresent(engine.inNamespace(namespace).tasks.get({ id, execId: basename(name) }));
    // One that has ended waits for its client to reap it, who has its output open as long as he lives. The shim keeps but the input.
    return process === undefined || (process.status === "STOPPED" && !hasOpenFiles(join(name, "stdout")));
  },
  async remove({ id, name }, { engine, namespaces }) {
    const execId = basename(name);
    if (execId !== "init") {
      for (const namespace of namespaces) {
        await ifPresent(engine.inNamespace(namespace).tasks.deleteProcess(id, execId));
      }
    }
    await removeFifos(name);
  },
});
