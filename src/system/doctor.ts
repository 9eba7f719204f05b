import { type SupervisorFault, supervisorFaults } from "../container/supervisor-log.ts";
import type { Context } from "../context.ts";
import { type EngineStatus, engineStatus } from "../engine/embedded/status.ts";
import { isNerdError, type NerdError } from "../errors.ts";
import { type KeptContainer, keptContainers } from "./kept-containers.ts";
import { findLeftovers } from "./leftovers/find.ts";
import type { FoundLeftover, Leftover } from "./leftovers/leftover.ts";
import { hostParts, type Part } from "./parts.ts";
import { type FoundSnapshotter, findSnapshotters } from "./snapshotters.ts";

export interface Diagnosis {
  readonly parts: readonly Part[];
  readonly engine: EngineStatus;
  /** None where the engine could not be asked. */
  readonly snapshotters: readonly FoundSnapshotter[];
  /** Why the engine could not be asked; then nobody knows what is left over. */
  readonly failure: NerdError | undefined;
  /** Supervisors that cannot do what they are there for. */
  readonly supervisors: readonly SupervisorFault[];
  readonly leftovers: readonly ExaminedLeftover[];
  /** Containers of tasks that failed, which somebody wanted to look into: no leftovers. */
  readonly kept: readonly KeptContainer[];
}

export interface ExaminedLeftover extends Leftover {
  readonly state: "found" | "removed" | "failed";
  /** Why it could not be removed. */
  readonly reason?: string;
}

/** What is removed may uncover more, though not for ever. */
const mostRounds = 4;

type DoctorContext = Pick<Context, "engine" | "settings" | "signal" | "emit">;

/** Looks for what is missing and for what crashes have left; with `fix`, removes the latter. Starts the embedded engine. */
export async function diagnose(context: DoctorContext, { fix }: { fix: boolean }): Promise<Diagnosis> {
  const { settings } = context;
  const known = { parts: hostParts(settings), supervisors: supervisorFaults(settings) };
  try {
    const leftovers = fix ? await removeLeftovers(context) : (await findLeftovers(context)).map(asFound);
    const [snapshotters, kept] = await Promise.all([findSnapshotters(context), keptContainers(context)]);
    return { ...known, engine: await engineStatus(settings), snapshotters, failure: undefined, leftovers, kept };
  } catch (failure) {
    if (!isNerdError(failure)) throw failure;
    return { ...known, engine: await engineStatus(settings), snapshotters: [], failure, leftovers: [], kept: [] };
  }
}

/** Whether there is nothing left to do. */
export function isHealthy({ parts, snapshotters, failure, leftovers }: Diagnosis): boolean {
  const isComplete = parts.every(({ required, path }) => !required || path !== undefined);
  const hasSnapshotter = snapshotters.every(({ isChosen, failure }) => !isChosen || failure === undefined);
  return isComplete && hasSnapshotter && failure === undefined && leftovers.every(({ state }) => state === "removed");
}

/** Removes until nothing new is found; one that cannot be removed does not stop the others. */
export async function removeLeftovers(context: DoctorContext, nowMs?: number): Promise<ExaminedLeftover[]> {
  const examined = new Map<string, ExaminedLeftover>();
  for (let round = 0; round < mostRounds; round++) {
    const found = await findLeftovers(context, nowMs);
    const isNew = found.some(({ leftover }) => !examined.has(keyOf(leftover)));
    if (!isNew) {
      // What was removed and is there again was not removed.
      for (const { leftover } of found) {
        const { reason = "it is still there" } = examined.get(keyOf(leftover)) ?? {};
        examined.set(keyOf(leftover), { ...leftover, state: "failed", reason });
      }
      break;
    }
    for (const one of found) examined.set(keyOf(one.leftover), await remove(one));
  }
  return [...examined.values()];
}

async function remove({ leftover, remove: act }: FoundLeftover): Promise<ExaminedLeftover> {
  try {
    await act();
    return { ...leftover, state: "removed" };
  } catch (error) {
    return { ...leftover, state: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}

function asFound({ leftover }: FoundLeftover): ExaminedLeftover {
  return { ...leftover, state: "found" };
}

function keyOf({ kind, namespace, id, name }: Leftover): string {
  return [kind, namespace, id, name].join("\0");
}
