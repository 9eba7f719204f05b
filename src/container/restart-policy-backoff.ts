import type { ContainerRecord } from "../engine/containers.ts";
import type { Exit } from "../engine/tasks.ts";
import { labelKeys } from "./record/labels.ts";
import { isHeld, type RestartPolicy, restartPolicyOf } from "./restart-policy.ts";

type Labels = ContainerRecord["labels"];

/** From moby, restartmanager: each wait is twice the last one, and one that ran for a while begins anew. */
const firstDelayMs = 100;
const longestDelayMs = 60_000;
const steadyAfterMs = 10_000;

export interface NextRestart {
  /** Milliseconds since the epoch. */
  readonly dueMs: number;
  readonly delayMs: number;
  /** How many it makes with those before. */
  readonly count: number;
}

export interface EndedLife {
  readonly exit: Exit;
  /** Where it is not known, it counts as short. */
  readonly startedAt?: string | undefined;
}

/** When the policy brings a container back that has exited so; undefined where it stays. Follows from its labels alone: nobody has to remember. */
export function nextRestart(labels: Labels, { exit, startedAt = "" }: EndedLife): NextRestart | undefined {
  const count = restartCountOf(labels);
  if (isHeld(labels) || !wantsBack(restartPolicyOf(labels), count, exit.exitCode)) return undefined;
  // An end that nobody has seen is due at once.
  const endedMs = Date.parse(exit.exitedAt) || 0;
  const lastDelayMs =
    endedMs - Date.parse(startedAt) >= steadyAfterMs ? 0 : Number(labels[labelKeys.restartDelay] ?? 0);
  const delayMs = lastDelayMs === 0 ? firstDelayMs : Math.min(longestDelayMs, lastDelayMs * 2);
  return { dueMs: endedMs + delayMs, delayMs, count: count + 1 };
}

/** How often its policy has brought it back since it was started by hand; containerd's monitor counts in the same label. */
export function restartCountOf(labels: Labels): number {
  return Number(labels[labelKeys.restartCount] ?? 0);
}

/** The labels of a container that its policy has brought back. */
export function restartedLabels({ count, delayMs }: NextRestart): Record<string, string> {
  return {
    [labelKeys.restartStatus]: "running",
    [labelKeys.restartCount]: String(count),
    [labelKeys.restartDelay]: String(delayMs),
  };
}

function wantsBack({ name, maxRetries }: RestartPolicy, count: number, exitCode: number): boolean {
  if (name === "on-failure") return exitCode !== 0 && (maxRetries === 0 || count < maxRetries);
  return name !== "no";
}
