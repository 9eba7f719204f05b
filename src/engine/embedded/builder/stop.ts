import { rmSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { NerdError } from "../../../errors.ts";
import type { Settings } from "../../../settings/settings.ts";
import { lockFile } from "../../../store/file-lock.ts";
import { isRunning } from "../../../store/process-identity.ts";
import { signalEngine } from "../engine-process.ts";
import { type BuilderProgram, builderFiles, builderNamespaces } from "./builder-files.ts";
import { findBuilder, servingBuilder } from "./builder-process.ts";
import { pendingCleanups, runCleanups } from "./cleanup.ts";

export interface BuilderStop {
  /** Kills one that does not end by itself. */
  readonly force?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface StoppedBuilder {
  readonly namespace: string;
  readonly program: BuilderProgram;
  readonly pid: number;
}

const exitWithinMs = 15_000;
const betweenLooksMs = 20;

/** Ends all builders of this engine, and takes away what they have on the host. Builds that run fail. */
export async function stopBuilders(settings: Settings, options: BuilderStop = {}): Promise<StoppedBuilder[]> {
  const stopped = builderNamespaces(settings).map((namespace) => stopBuilder(settings, namespace, options));
  return (await Promise.all(stopped)).flatMap((one) => one ?? []);
}

/** The same of one namespace; undefined where none runs. */
async function stopBuilder(
  settings: Settings,
  namespace: string,
  { force = false, signal }: BuilderStop = {},
): Promise<StoppedBuilder | undefined> {
  const files = builderFiles(settings, namespace);
  if (findBuilder(files) === undefined && pendingCleanups(files).length === 0) return undefined;
  await using _lock = await lockFile(files.lock, { signal });
  const running = findBuilder(files);
  if (running !== undefined) {
    const answers = (await servingBuilder(files)) !== undefined;
    signalEngine(running, answers || !force ? "SIGTERM" : "SIGKILL");
    const deadline = performance.now() + exitWithinMs;
    while (isRunning(running.identity)) {
      if (performance.now() > deadline) {
        if (!force) throw stuck(running);
        signalEngine(running, "SIGKILL");
      }
      await delay(betweenLooksMs, undefined, { signal });
    }
    rmSync(files.sockets[running.program], { force: true });
  }
  await runCleanups(files, settings.programDirs);
  return running && { namespace, program: running.program, pid: running.pid };
}

/** Takes away what a builder has left on the host that was killed together with its launcher; nothing where one runs. */
export async function cleanUpAfterBuilder(
  settings: Settings,
  namespace: string,
  { signal }: BuilderStop,
): Promise<void> {
  const files = builderFiles(settings, namespace);
  await using _lock = await lockFile(files.lock, { signal });
  if (findBuilder(files) === undefined) await runCleanups(files, settings.programDirs);
}

function stuck({ program, pid }: Pick<StoppedBuilder, "program" | "pid">): NerdError {
  return new NerdError("ENGINE_FAILED", `${program} did not end within ${exitWithinMs / 1000} s: process ${pid}`, {
    hint: "nerdsh engine stop --force kills it",
  });
}
