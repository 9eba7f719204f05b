import type { Context } from "../context.ts";
import { recover, type UndoJournal, type UndoRecord } from "../store/undo-stack.ts";
import { type ContainerStep, containerUndoers } from "./undo.ts";

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
  for (const [operation] of await interruptedStarts(journal, id)) await journal.clear(operation);
}

/** Operations of killed processes that were to start a container, with what each had begun. */
export async function interruptedStarts(
  journal: UndoJournal,
  id: string,
): Promise<(readonly [operation: string, records: UndoRecord[]])[]> {
  return [...(await journal.abandoned())].filter(
    ([, records]) => records.every(isStartStep) && records.some((record) => containerOf(record) === id),
  );
}

/** Takes back what a killed process had begun for a container that has no record; false where it had begun nothing. */
export async function takeBackInterruptedStart(
  context: Pick<Context, "engine" | "settings" | "journal">,
  id: string,
): Promise<boolean> {
  const { journal } = context;
  const own = await interruptedStarts(journal, id);
  const alone = { abandoned: async () => new Map(own), clear: (operation: string) => journal.clear(operation) };
  await recover(alone, containerUndoers(context));
  return own.length > 0;
}
