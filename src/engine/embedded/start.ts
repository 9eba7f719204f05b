import type { ChildProcess } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, renameSync, statfsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { NerdError } from "../../errors.ts";
import type { Emit } from "../../events.ts";
import type { Settings } from "../../settings/settings.ts";
import { diskFull, errno, replaceFile } from "../../store/atomic-file.ts";
import { lastLogLines, rotateLog } from "../../store/bounded-log.ts";
import { lockFile } from "../../store/file-lock.ts";
import { probeSocket } from "../socket-probe.ts";
import { containerdConfig } from "./config.ts";
import { type EngineFiles, engineFiles } from "./engine-files.ts";
import { type EngineProcess, findEngine } from "./engine-process.ts";
import { launch, launcherScript } from "./launcher.ts";
import { findContainerd } from "./programs.ts";
import { type ShimFront, shimFront } from "./shim-front.ts";

export interface StartOptions {
  readonly emit: Emit;
  readonly signal?: AbortSignal | undefined;
}

export interface StartedEngine {
  readonly address: string;
  readonly pid: number;
  /** Whether this call started it. */
  readonly isNew: boolean;
}

/** containerd serves after 35 to 70 ms; with many containers, or a slow disk, after seconds. */
const readyWithinMs = 30_000;
const betweenProbesMs = 5;

/**
 * Starts the embedded engine where it does not run, and resolves once it serves. However many processes ask at the same
 * moment, one starts it and the others wait; where the starter is killed, the next one finds what it started. Aborted, it
 * leaves the engine to whoever comes next. Throws ENGINE_NOT_INSTALLED, ENGINE_FAILED, ENGINE_DENIED, DISK_FULL.
 */
export async function startEmbedded(settings: Settings, { emit, signal }: StartOptions): Promise<StartedEngine> {
  const { address } = settings;
  const files = engineFiles(settings);
  const startedAtMs = performance.now();
  makeDirectories(settings);
  await using _lock = await lockFile(files.lock, { signal });
  takeBackSocket(files);
  const running = findEngine(files.config);
  if (running !== undefined && (await probeSocket(address)) === "serving")
    return { address, pid: running.pid, isNew: false };

  const launched = running === undefined ? await launchEngine(settings, files, emit) : undefined;
  const { pid } = await untilServing(files, launched, signal);
  await launched?.front?.open();
  emit({ type: "engine.started", address, pid, elapsedMs: Math.round(performance.now() - startedAtMs) });
  return { address, pid, isNew: launched !== undefined };
}

interface LaunchedEngine {
  readonly child: ChildProcess;
  /** Where its part of the log begins. */
  readonly logStart: number;
  readonly front: ShimFront | undefined;
}

async function launchEngine(settings: Settings, files: EngineFiles, emit: Emit): Promise<LaunchedEngine> {
  const { programDirs, engineIdleMs: idleMs, address } = settings;
  const containerd = findContainerd(programDirs);
  await Promise.all([replaceFile(files.config, containerdConfig(files)), replaceFile(files.launcher, launcherScript)]);
  const logStart = rotateLog(files.log);
  emit({ type: "engine.starting", address });
  const command = [containerd, "--config", files.config];
  const front = shimFront(settings.root, programDirs);
  const searched = front === undefined ? programDirs : [front.directory, ...programDirs];
  return { child: launch({ command, programDirs: searched, idleMs }, files), logStart, front };
}

async function untilServing(
  files: EngineFiles,
  launched: LaunchedEngine | undefined,
  signal: AbortSignal | undefined,
): Promise<EngineProcess> {
  const deadline = performance.now() + readyWithinMs;
  while (performance.now() < deadline) {
    signal?.throwIfAborted();
    if ((await probeSocket(files.socket)) === "serving") {
      const running = findEngine(files.config);
      if (running !== undefined) return running;
    }
    if (launched !== undefined && hasExited(launched.child)) throw startFailure(files, launched.logStart);
    if (launched === undefined && findEngine(files.config) === undefined) throw startFailure(files, 0);
    await delay(betweenProbesMs);
  }
  throw new NerdError("ENGINE_FAILED", `containerd does not answer at ${files.socket}`, {
    hint: "nerdsh engine stop --force ends it; the next command starts it anew",
    stderr: lastLogLines(files.log, launched?.logStart ?? 0).join("\n"),
  });
}

function hasExited({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function startFailure(files: EngineFiles, logStart: number): NerdError {
  const lines = lastLogLines(files.log, logStart);
  const details = { stderr: lines.join("\n") };
  if (hasNoSpace(files.data)) {
    return new NerdError("DISK_FULL", `no space left for the engine in ${files.data}`, {
      ...details,
      hint: "free some space there, or put the engine elsewhere with NERDSH_ROOT",
    });
  }
  const reason = lines.at(-1) ?? "it wrote nothing to its log";
  return new NerdError("ENGINE_FAILED", `containerd exited at its start: ${reason}`, {
    ...details,
    hint: `see ${files.log}`,
  });
}

/** Whether less is left than the engine's database needs to grow by a page or two. */
function hasNoSpace(path: string): boolean {
  if (!existsSync(path)) return false;
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize < 1 << 20;
}

/** The launcher was killed while it looked whether anybody uses the socket. */
function takeBackSocket({ socket, parkedSocket }: EngineFiles): void {
  if (existsSync(parkedSocket)) renameSync(parkedSocket, socket);
}

/** Passable but not readable for others, as containerd makes its own: a remapped root must reach its layers. */
function makeDirectories({ root, runtimeDir }: Settings): void {
  for (const path of [root, runtimeDir]) {
    try {
      if (mkdirSync(path, { recursive: true }) !== undefined) chmodSync(path, 0o711);
    } catch (error) {
      throw directoryFailure(error, path);
    }
  }
}

function directoryFailure(cause: unknown, path: string): unknown {
  const hint = "name a directory that can be written to with NERDSH_ROOT";
  const code = errno(cause);
  // Node tells ENOENT where a read-only file system lacks the parent too.
  if (code === "EACCES" || code === "EPERM" || code === "EROFS" || code === "ENOENT") {
    return new NerdError("ENGINE_DENIED", `cannot write to the engine's directory ${path}`, { hint, cause });
  }
  if (code === "ENOTDIR" || code === "EEXIST") {
    return new NerdError("ENGINE_FAILED", `not a directory: ${path}`, { hint, cause });
  }
  return diskFull(cause, path);
}
