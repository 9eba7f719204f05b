import { healthStateOf, readResults } from "../health/health-record.ts";
import { containerState, lifeStartMs } from "../record/container-state.ts";
import { labelKeys } from "../record/labels.ts";
import { endOf } from "../record/lifecycle.ts";
import { wasOomKilled } from "../record/oom.ts";
import { isAlive } from "../record/status.ts";
import type { ContainerFacts } from "./inspect.ts";

/** Go's zero time: Docker's way to say never. */
const never = "0001-01-01T00:00:00Z";

/** A container that waits for its restart counts as running, as in Docker; the end of its last life is shown while the next one lasts. */
export function stateDocument(facts: ContainerFacts) {
  const { task, container, life, spec, paths } = facts;
  const { status, exit } = containerState(container, task, paths);
  const startMs = isAlive(task) ? lifeStartMs(task.pid, paths) : undefined;
  const end = life && (endOf(life) ?? (exit === undefined ? life.end : undefined));
  const health = healthDocument(facts);
  return {
    Status: status,
    Running: isAlive(task) || status === "restarting",
    Paused: status === "paused",
    Restarting: status === "restarting",
    OOMKilled: exit !== undefined && (end?.oomKilled || (task !== undefined && wasOomKilled(spec))),
    Dead: false,
    Pid: isAlive(task) ? task.pid : 0,
    ExitCode: exit?.exitCode ?? 0,
    Error: container.labels[labelKeys.error] ?? "",
    StartedAt: startMs === undefined ? (life?.startedAt ?? never) : new Date(startMs).toISOString(),
    FinishedAt: exit?.exitedAt || end?.exitedAt || never,
    ...(health && { Health: health }),
  };
}

/** Where somebody checks it: the last results, newest last. One that does not run is unhealthy, as in Docker. */
function healthDocument({ container, task, paths }: ContainerFacts) {
  const state = healthStateOf(container);
  if (state === undefined || task === undefined) return undefined;
  const { Status, FailingStreak } = state;
  return { Status: isAlive(task) ? Status : "unhealthy", FailingStreak, Log: readResults(paths.health) };
}
