import { readFileSync } from "node:fs";
import { join } from "node:path";
import { errno } from "../../store/atomic-file.ts";
import { labelKeys, readJsonLabel } from "../record/labels.ts";
import { isAlive, processStartMs, statusOf } from "../record/status.ts";
import type { ContainerFacts } from "./inspect.ts";

/** Go's zero time: Docker's way to say never. */
const never = "0001-01-01T00:00:00Z";
const shownProbes = 5;

export function stateDocument({ task, container, startedAt, paths }: ContainerFacts): object {
  const status = statusOf(task);
  const startMs = isAlive(task) ? processStartMs(task.pid) : undefined;
  const hasExited = status === "exited";
  const health = healthDocument(container.labels, paths.directory);
  return {
    Status: status,
    Running: isAlive(task),
    Paused: status === "paused",
    Restarting: false,
    Pid: isAlive(task) ? task.pid : 0,
    ExitCode: hasExited ? task?.exitCode : 0,
    Error: container.labels[labelKeys.error] ?? "",
    StartedAt: startMs === undefined ? (startedAt ?? never) : new Date(startMs).toISOString(),
    FinishedAt: hasExited ? (task?.exitedAt ?? never) : never,
    ...(health && { Health: health }),
  };
}

/** Where somebody probes the container; the last results, newest first. */
function healthDocument(labels: Readonly<Record<string, string>>, directory: string): object | undefined {
  const state = readJsonLabel<{ Status?: string; FailingStreak?: number } | undefined>(
    labels,
    "nerdctl/healthstate",
    undefined,
  );
  if (state === undefined) return undefined;
  const log = healthLines(join(directory, "health.json")).slice(-shownProbes).reverse();
  return { Status: state.Status ?? "", FailingStreak: state.FailingStreak ?? 0, Log: log };
}

function healthLines(path: string): unknown[] {
  try {
    const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
    return lines.map((line) => JSON.parse(line) as unknown); // Whole lines, appended by nerdctl.
  } catch (error) {
    if (errno(error) === "ENOENT") return [];
    throw error;
  }
}
