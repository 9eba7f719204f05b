import type { Context } from "../context.ts";
import { recover, type UndoJournal, type UndoRecord } from "../store/undo-stack.ts";
import { type ContainerStep, containerUndoers } from "./undo.ts";
import { ifPresent } from "./wait.ts";

/** What making and starting a container consists of. */
const steps: readonly string[] = [
  "name",
  "cidfile",
  "state",
  "volume",
  "mounts",
  "view",
  "record",
  "snapshot",
  "sandbox",
  "network",
  "fifos",
  "task",
] satisfies ContainerStep[];

export function isStartStep({ kind }: UndoRecord): boolean {
  return steps.includes(kind);
}

/** The container that a step is about; steps of names and files have it before or after a colon, others have none. */
export function containerOf({ id }: UndoRecord): string | undefined {
  return /(?:^|:)([0-9a-f]{64})(?:$|:)/.exec(id)?.[1];
}

/** What a killed process had begun for a container that has been started since: nobody must take that back from under it. */
export async function forgetInterruptedStarts(journal: UndoJournal, id: string): Promise<void> {
  for (const [operation, records] of await journal.abandoned()) {
    if (records.every(isStartStep) && records.some((record) => containerOf(record) === id)) {
      await journal.clear(operation);
    }
  }
}

/**
 * Takes back what a killed process had begun for a container that has no record yet, so that its name is free again; false where nothing of it
 * was left, or the container is there.
 */
export async function takeBackInterruptedStart(
  context: Pick<Context, "engine" | "settings" | "journal">,
  id: string,
): Promise<boolean> {
  const { engine, journal } = context;
  if (await ifPresent(engine.containers.get(id))) return false;
  const abandoned = [...(await journal.abandoned())];
  const own = abandoned.filter(
    ([, records]) => records.every(isStartStep) && records.some((record) => containerOf(record) === id),
  );
  const only: UndoJournal = {
    append: async () => {},
    clear: (operation) => journal.clear(operation),
    abandoned: async () => new Map(own),
  };
  await recover(only, containerUndoers(context));
  return own.length > 0;
}
