import { rmSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { NerdError } from "../../errors.ts";
import type { Settings } from "../../settings/settings.ts";
import { lockFile } from "../../store/file-lock.ts";
import { isRunning } from "../../store/process-identity.ts";
import type { Engine } from "../engine.ts";
import { probeSocket } from "../socket-probe.ts";
import { engineFiles } from "./engine-files.ts";
import { type EngineProcess, findEngine, signalEngine } from "./engine-process.ts";
import { endTask, type RunningTask, runningTasks } from "./running-tasks.ts";

export interface StopOptions {
  /** Stops running containers first, and kills an engine that does not end by itself. */
  readonly force?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** What is to be done once its containers are stopped, while it still answers. */
  readonly beforeEnd?: () => Promise<void>;
}

export interface StoppedEngine {
  /** Absent where it did not run. */
  readonly pid?: number;
  /** Containers that were stopped with it. */
  readonly containers: readonly RunningTask[];
}

const exitWithinMs = 10_000;
const betweenLooksMs = 10;

/**
 * Ends the embedded engine and waits until it is gone; nothing to do where it does not run. Containers would go on without
 * it, but nobody could reach them: so CONTAINER_RUNNING, unless `force` stops them too. `engine` is only called where it
 * answers.
 */
export async function stopEmbedded(
  settings: Settings,
  engine: Engine,
  { force = false, signal, beforeEnd }: StopOptions = {},
): Promise<StoppedEngine> {
  const files = engineFiles(settings);
  await using _lock = await lockFile(files.lock, { signal });
  const running = findEngine(files.config);
  if (running === undefined) return { containers: [] };
  const answers = (await probeSocket(files.socket)) === "serving";
  if (!answers && !force) throw stuck(running, "does not answer");
  const containers = answers ? await runningTasks(engine, { signal }) : [];
  if (containers.length > 0 && !force) throw stillRunning(containers);
  await Promise.all(containers.map((task) => endTask(engine, task, { signal })));
  if (answers) await beforeEnd?.();

  signalEngine(running, answers ? "SIGTERM" : "SIGKILL");
  await untilGone(running, force, signal);
  for (const path of [files.socket, `${files.socket}.ttrpc`]) rmSync(path, { force: true });
  return { pid: running.pid, containers };
}

async function untilGone(running: EngineProcess, force: boolean, signal: AbortSignal | undefined): Promise<void> {
  const deadline = performance.now() + exitWithinMs;
  while (isRunning(running.identity)) {
    if (performance.now() > deadline) {
      if (!force) throw stuck(running, `did not end within ${exitWithinMs / 1000} s`);
      signalEngine(running, "SIGKILL");
    }
    await delay(betweenLooksMs, undefined, { signal });
  }
}

function stillRunning(containers: readonly RunningTask[]): NerdError {
  const names = containers.map(({ namespace, id }) => `${id.slice(0, 12)} (${namespace})`).join(", ");
  const subject = containers.length === 1 ? "a container is running" : `${containers.length} containers are running`;
  return new NerdError("CONTAINER_RUNNING", `${subject}: ${names}`, {
    hint: "nerdsh engine stop --force stops them too",
  });
}

function stuck({ pid }: EngineProcess, what: string): NerdError {
  return new NerdError("ENGINE_FAILED", `containerd ${what}: process ${pid}`, {
    hint: "nerdsh engine stop --force kills it",
  });
}
