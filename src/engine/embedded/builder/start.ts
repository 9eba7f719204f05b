import type { ChildProcess } from "node:child_process";
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { NerdError } from "../../../errors.ts";
import type { Emit } from "../../../events.ts";
import type { Settings } from "../../../settings/settings.ts";
import { replaceFile } from "../../../store/atomic-file.ts";
import { lastLogLines, rotateLog } from "../../../store/bounded-log.ts";
import { lockFile } from "../../../store/file-lock.ts";
import { launch, launcherScript } from "../launcher.ts";
import { findProgram } from "../programs.ts";
import { type BuilderConfigInput, buildkitdConfig, dockerdConfig } from "./builder-config.ts";
import { type BuilderFiles, type BuilderProgram, builderFiles } from "./builder-files.ts";
import { builderAddress, builderCommand, builderPrograms, findBuilder, servingBuilder } from "./builder-process.ts";
import { writeCleanup } from "./cleanup.ts";

/** What a builder needs of the host before it starts, made by whoever knows networks and registries. */
export type BuilderGround = Pick<BuilderConfigInput, "registries" | "cniBinDir">;

export interface BuilderStart {
  readonly namespace: string;
  readonly emit: Emit;
  readonly signal?: AbortSignal | undefined;
  /** A shell script that takes away what `prepare` makes; written down before. */
  readonly cleanup: (files: BuilderFiles) => string;
  /** Called by one process at a time, and not where a builder runs. */
  readonly prepare: (files: BuilderFiles) => Promise<BuilderGround>;
}

export interface StartedBuilder {
  /** `docker:///…/dockerd.sock` or `unix:///…/buildkitd.sock`. */
  readonly address: string;
  /** Whether this call started it. */
  readonly isNew: boolean;
}

/** dockerd serves after 0.1 s on an idle machine. */
const readyWithinMs = 60_000;
const betweenProbesMs = 10;

/**
 * Starts a namespace's builder where it does not run, and resolves once it serves. One process starts it, however many ask. The
 * engine must run. Throws BUILDER_UNAVAILABLE where there is no program for it, or where that fails.
 */
export async function startBuilder(settings: Settings, options: BuilderStart): Promise<StartedBuilder> {
  const { namespace, emit, signal } = options;
  const files = builderFiles(settings, namespace);
  const serving = await servingBuilder(files);
  if (serving !== undefined) return { address: builderAddress(serving, files), isNew: false };

  const startedAtMs = performance.now();
  mkdirSync(files.runtime, { recursive: true, mode: 0o711 });
  await using _lock = await lockFile(files.lock, { signal });
  takeBackSockets(files);
  const running = findBuilder(files);
  if (running !== undefined) {
    await untilServing(files, running.program, undefined, signal);
    return { address: builderAddress(running.program, files), isNew: false };
  }
  const choice = findBuilderProgram(settings.programDirs);
  const { program } = choice;
  const launched = await launchBuilder(settings, options, files, choice);
  await untilServing(files, program, launched, signal);
  const address = builderAddress(program, files);
  emit({ type: "builder.started", address, elapsedMs: Math.round(performance.now() - startedAtMs) });
  return { address, isNew: true };
}

/** The program that a builder is started with; BUILDER_UNAVAILABLE where there is none. */
function findBuilderProgram(programDirs: readonly string[]): BuilderChoice {
  for (const program of builderPrograms) {
    const path = findProgram(program, programDirs);
    if (path !== undefined) return { program, path };
  }
  throw new NerdError("BUILDER_UNAVAILABLE", "no builder is installed: neither buildkitd nor dockerd", {
    hint: "apt-get install docker.io, which need not run; or name a builder with BUILDKIT_HOST",
  });
}

interface BuilderChoice {
  readonly program: BuilderProgram;
  readonly path: string;
}

interface LaunchedBuilder {
  readonly child: ChildProcess;
  readonly logStart: number;
}

async function launchBuilder(
  settings: Settings,
  { namespace, emit, prepare, cleanup: script }: BuilderStart,
  files: BuilderFiles,
  { program, path }: BuilderChoice,
): Promise<LaunchedBuilder> {
  const { address, snapshotter, programDirs, engineIdleMs: idleMs } = settings;
  emit({ type: "builder.starting", address: builderAddress(program, files) });
  mkdirSync(files.data, { recursive: true, mode: 0o711 });
  const cleanup = await writeCleanup(files, script(files));
  const ground = await prepare(files);
  const config = (program === "dockerd" ? dockerdConfig : buildkitdConfig)({
    ...{ address, snapshotter, namespace, files },
    ...ground,
  });
  const launchFiles = {
    ...files,
    config: files.configs[program],
    socket: files.sockets[program],
    parkedSocket: parkedSocket(files, program),
  };
  await Promise.all([replaceFile(launchFiles.config, config), replaceFile(files.launcher, launcherScript)]);
  rmSync(files.pidFile, { force: true }); // A killed one leaves it, and another process may have its pid.
  const logStart = rotateLog(files.log);
  const command = builderCommand(program, path, files);
  return { child: launch({ command, programDirs, idleMs, cleanup }, launchFiles), logStart };
}

async function untilServing(
  files: BuilderFiles,
  program: BuilderProgram,
  launched: LaunchedBuilder | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const deadline = performance.now() + readyWithinMs;
  while (performance.now() < deadline) {
    signal?.throwIfAborted();
    if ((await servingBuilder(files)) === program) return;
    const isGone =
      launched === undefined
        ? findBuilder(files) === undefined
        : launched.child.exitCode !== null || launched.child.signalCode !== null;
    if (isGone) throw startFailure(files, program, launched?.logStart ?? 0);
    await delay(betweenProbesMs);
  }
  throw new NerdError("BUILDER_UNAVAILABLE", `${program} does not answer at ${files.sockets[program]}`, {
    hint: "nerdsh engine stop --force ends it; the next build starts it anew",
    stderr: lastLogLines(files.log, launched?.logStart ?? 0).join("\n"),
  });
}

function startFailure({ log }: BuilderFiles, program: BuilderProgram, logStart: number): NerdError {
  const lines = lastLogLines(log, logStart);
  return new NerdError("BUILDER_UNAVAILABLE", `${program} exited at its start: ${lines.at(-1) ?? "it wrote nothing"}`, {
    hint: `see ${log}`,
    stderr: lines.join("\n"),
  });
}

/** The launcher was killed while it looked whether anybody uses the socket. */
function takeBackSockets(files: BuilderFiles): void {
  for (const program of builderPrograms) {
    try {
      renameSync(parkedSocket(files, program), files.sockets[program]);
    } catch {
      // It is where it should be, or nowhere.
    }
  }
}

function parkedSocket({ sockets }: BuilderFiles, program: BuilderProgram): string {
  return `${sockets[program]}.p`;
}
