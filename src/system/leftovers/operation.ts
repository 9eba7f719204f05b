import { isStartStep } from "../../container/interrupted-start.ts";
import { containerUndoers } from "../../container/undo.ts";
import { ifPresent } from "../../container/wait.ts";
import { recover, type Undoers, type UndoRecord } from "../../store/undo-stack.ts";
import { type Leftover, leftoverKind, type Scene } from "./leftover.ts";
import { idsIn } from "./living.ts";

interface InterruptedOperation extends Leftover {
  readonly operation: string;
  readonly records: readonly UndoRecord[];
}

/** What a killed process had begun, by its journal: taken back step by step. */
export const operationKind = leftoverKind<InterruptedOperation>({
  async candidates({ journal }) {
    return [...(await journal.abandoned())].map(([operation, records]) => ({
      kind: "interrupted operation",
      id: idsIn(new Map([[operation, records]]))[0] ?? "",
      name: records.map(({ kind }) => kind).join(", ") || "nothing done",
      operation,
      records,
    }));
  },
  isLeft: () => true,
  async remove({ operation, records, id }, scene) {
    const { journal } = scene;
    // Another operation on the same container is under way: it is for a later look.
    if (id !== "" && idsIn(await journal.active()).includes(id)) return;
    const isStarted = id !== "" && (await hasRun(scene, id));
    const undone = isStarted ? records.filter((record) => !isStartStep(record)) : records;
    const alone = {
      append: async () => {},
      clear: (name: string) => journal.clear(name),
      abandoned: async () => new Map([[operation, [...undone]]]),
    };
    await recover(alone, undoersOfAll(scene));
  },
});

/**
 * Whether the container's process was started: by the operation in its last moment, or by a later one. Then the start is done, and the
 * container its user's.
 */
async function hasRun({ engine, namespaces }: Scene, id: string): Promise<boolean> {
  const tasks = namespaces.map((name) => ifPresent(engine.inNamespace(name).tasks.get({ id })));
  return (await Promise.all(tasks)).some((task) => task !== undefined && task.status !== "CREATED");
}

/** The journal does not tell the namespace: ids are unique, and undoing succeeds where there is nothing. */
function undoersOfAll({ engine, settings, namespaces }: Scene): Undoers<string> {
  const each = namespaces.map((namespace) =>
    containerUndoers({ engine: engine.inNamespace(namespace), settings: { ...settings, namespace } }),
  );
  const kinds = Object.keys(each[0] ?? {}) as (keyof ReturnType<typeof containerUndoers>)[]; // Its own keys.
  return Object.fromEntries(
    kinds.map((kind) => [
      kind,
      async (id: string) => {
        for (const undoers of each) await undoers[kind](id);
      },
    ]),
  );
}
