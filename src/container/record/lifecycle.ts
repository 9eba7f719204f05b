import { existsSync, readFileSync } from "node:fs";
import type { Exit } from "../../engine/tasks.ts";
import { errno, replaceFile } from "../../store/atomic-file.ts";

/** A container's last life, as far as it is written down. Times are RFC 3339. */
export interface Life {
  readonly startedAt: string;
  /** Of this life, or of the one before where this one goes on or its end was lost. */
  readonly end?: LifeEnd | undefined;
}

export interface LifeEnd extends Exit {
  readonly oomKilled: boolean;
}

/** nerdctl's `lifecycle.json`, of which it reads the first two keys; the others are nerdsh's own. */
interface LifecycleFile {
  readonly started_at?: string;
  readonly create_error?: boolean;
  readonly finished_at?: string;
  readonly exit_code?: number;
  readonly oom_killed?: boolean;
}

/** Undefined where it was never started. Synchronous, as other small files of the state directory. */
export function readLife(path: string): Life | undefined {
  const { started_at: startedAt, finished_at: exitedAt, exit_code: exitCode = 0, oom_killed = false } = readFile(path);
  if (startedAt === undefined) return undefined;
  return { startedAt, ...(exitedAt !== undefined && { end: { exitCode, exitedAt, oomKilled: oom_killed } }) };
}

/** Written just before the process begins, so that no end can come first. Keeps the end of the life before, as Docker does. */
export async function writeStart(path: string, startedAt = new Date()): Promise<void> {
  await replaceFile(
    path,
    JSON.stringify({ ...readFile(path), started_at: startedAt.toISOString(), create_error: false }),
  );
}

export async function writeEnd(path: string, { exitCode, exitedAt, oomKilled }: LifeEnd): Promise<void> {
  const end = { finished_at: exitedAt, exit_code: exitCode, oom_killed: oomKilled };
  await replaceFile(path, JSON.stringify({ ...readFile(path), ...end }));
}

/** How this life ended; undefined where that is not written down. */
export function endOf({ startedAt, end }: Life): LifeEnd | undefined {
  return end !== undefined && Date.parse(end.exitedAt) >= Date.parse(startedAt) ? end : undefined;
}

function readFile(path: string): LifecycleFile {
  if (!existsSync(path)) return {}; // Cheaper than an error, for each container of a list that never ran.
  try {
    return JSON.parse(readFileSync(path, "utf8")) as LifecycleFile; // Written above, or by nerdctl.
  } catch (error) {
    if (errno(error) === "ENOENT") return {};
    throw error;
  }
}
