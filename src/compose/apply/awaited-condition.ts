import { exitCodeOfContainer } from "../../container/exit-code.ts";
import { healthcheckOf } from "../../container/health/health-record.ts";
import { lastLogLines } from "../../container/logs/last-log-lines.ts";
import { healthReadiness } from "../../container/readiness/readiness.ts";
import { containerName, findContainer } from "../../container/record/lookup.ts";
import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import { NerdError } from "../../errors.ts";
import type { Condition } from "../plan/plan.ts";

/** Healthy is looked at again at least this often: a supervisor may have been killed. */
const lookAgainMs = 30_000;

/** Resolves once a container is as a dependant wants it. Throws NOT_READY with the end of its log where it cannot be any more. */
export async function awaitCondition(context: Context, name: string, condition: Condition): Promise<void> {
  const container = await findContainer(context, name);
  if (condition === "service_healthy") return await awaitHealthy(context, container);
  if (condition === "service_started") return;
  const exitCode = await exitCodeOfContainer(context, container.id);
  if (exitCode === 0) return;
  throw await notAsWanted(context, container, { how: `didn't complete successfully: exit ${exitCode}`, isOver: true });
}

async function awaitHealthy(context: Context, container: StoredContainer): Promise<void> {
  const name = containerName(container);
  if (healthcheckOf(container) === undefined) {
    throw new NerdError("NOT_READY", `dependency failed to start: container ${name} has no healthcheck configured`, {
      hint: "write a healthcheck, or wait for service_started",
    });
  }
  using readiness = healthReadiness(context, container);
  const ended = new AbortController();
  const exit = exitCodeOfContainer(
    { ...context, signal: AbortSignal.any([context.signal, ended.signal]) },
    container.id,
  );
  exit.catch(() => {}); // Cancelled below, where it has not ended.
  try {
    for (;;) {
      context.signal.throwIfAborted();
      const { ready, unhealthy = false, gone = false } = await readiness.look(lookAgainMs);
      if (ready) return;
      if (unhealthy) throw await notAsWanted(context, container, { how: "is unhealthy", isOver: false });
      if (gone) throw await notAsWanted(context, container, { how: `exited (${await exit})`, isOver: true });
      await Promise.race([readiness.next(lookAgainMs), exit.catch(() => {})]);
    }
  } finally {
    ended.abort();
  }
}

async function notAsWanted(
  context: Context,
  container: StoredContainer,
  { how, isOver }: { readonly how: string; readonly isOver: boolean },
): Promise<NerdError> {
  const stderr = await lastLogLines(context, container, { isOver });
  return new NerdError("NOT_READY", `dependency failed to start: container ${containerName(container)} ${how}`, {
    ...(stderr !== "" && { stderr }),
  });
}
