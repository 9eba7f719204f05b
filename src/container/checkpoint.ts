import { chmod, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Context } from "../context.ts";
import type { StoredContainer } from "../engine/containers.ts";
import { findProgram } from "../engine/embedded/programs.ts";
import { toCheckpointOptions } from "../engine/runtime-options.ts";
import { NerdError } from "../errors.ts";
import { errno } from "../store/atomic-file.ts";
import { closest } from "../suggest.ts";
import { containerName } from "./record/lookup.ts";
import { checkName } from "./record/names.ts";
import { statePaths } from "./record/state-directory.ts";
import { isAlive } from "./record/status.ts";
import { ifPresent } from "./wait.ts";

type Place = Pick<Context, "engine" | "settings" | "cwd">;

interface CheckpointOptions {
  readonly name: string;
  /** Where checkpoints lie instead of beside the container's state, which goes with it. */
  readonly directory?: string | undefined;
  /** Whether it runs on. */
  readonly leaveRunning: boolean;
}

/** Writes all that a running container is in memory to files, by criu; from them it goes on where it was. */
export async function createCheckpoint(
  context: Place & Pick<Context, "signal">,
  container: StoredContainer,
  { name, directory, leaveRunning }: CheckpointOptions,
): Promise<void> {
  const { engine, signal } = context;
  const { id } = container;
  requireCriu(context);
  const task = await ifPresent(engine.tasks.get({ id }, { signal }));
  if (!isAlive(task)) throw notRunning(container);
  const path = join(checkpointsDirectory(context, id, directory), checkName(name));
  if (!(await makeDirectory(path))) {
    const problem = `checkpoint with name ${name} already exists for container ${containerName(container)}`;
    throw new NerdError("ALREADY_EXISTS", problem, {
      hint: `nerdsh checkpoint rm ${containerName(container)} ${name}`,
    });
  }
  try {
    await engine.tasks.checkpoint(id, toCheckpointOptions({ imagePath: path, workPath: path, exit: !leaveRunning }));
  } catch (error) {
    const reason = await lastReason(join(path, "dump.log"));
    await rm(path, { recursive: true, force: true });
    throw new NerdError(
      "RUNTIME_FAILED",
      `cannot checkpoint ${containerName(container)}: ${reason ?? message(error)}`,
      {
        hint: "criu check --all tells what this kernel can",
        cause: error,
      },
    );
  }
}

/** Their names, in order. */
export async function listCheckpoints(
  context: Place,
  { id }: StoredContainer,
  directory: string | undefined,
): Promise<string[]> {
  try {
    const entries = await readdir(checkpointsDirectory(context, id, directory), { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? entry.name : [])).sort();
  } catch (error) {
    if (errno(error) === "ENOENT") return [];
    throw error;
  }
}

export async function removeCheckpoint(
  context: Place,
  container: StoredContainer,
  checkpoint: Pick<CheckpointOptions, "name" | "directory">,
): Promise<void> {
  await rm(await checkpointPath(context, container, checkpoint), { recursive: true });
}

/** Where criu's files of a checkpoint are; throws NOT_FOUND. */
export async function checkpointPath(
  context: Place,
  container: StoredContainer,
  { name, directory }: Pick<CheckpointOptions, "name" | "directory">,
): Promise<string> {
  requireCriu(context);
  const known = await listCheckpoints(context, container, directory);
  if (!known.includes(name)) throw unknownCheckpoint(name, known);
  return join(checkpointsDirectory(context, container.id, directory), name);
}

function checkpointsDirectory({ engine, settings, cwd }: Place, id: string, directory: string | undefined): string {
  if (directory !== undefined) return resolve(cwd, directory);
  return join(statePaths({ ...settings, namespace: engine.namespace }, id).directory, "checkpoints");
}

function requireCriu({ settings }: Pick<Place, "settings">): void {
  if (findProgram("criu", settings.programDirs) !== undefined) return;
  throw new NerdError("UNSUPPORTED", "no such program: criu", { hint: "apt-get install criu" });
}

/** False where it is there already. */
async function makeDirectory(path: string): Promise<boolean> {
  await mkdir(resolve(path, ".."), { recursive: true, mode: 0o700 });
  try {
    await mkdir(path);
    await chmod(path, 0o700); // It holds the memory of the processes.
    return true;
  } catch (error) {
    if (errno(error) === "EEXIST") return false;
    throw error;
  }
}

/** Why criu gave up, where it says so: the last error of its log that does not only repeat that there was one. */
async function lastReason(log: string): Promise<string | undefined> {
  const text = await readFile(log, "utf8").catch(() => "");
  const reasons = text.matchAll(/\bError \([^)]*\): (.*)/g);
  return [...reasons].map(([, reason = ""]) => reason).findLast((reason) => !/FAILED|failed with/.test(reason));
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function unknownCheckpoint(name: string, known: readonly string[]): NerdError {
  const suggestions = closest(name, known);
  const hint = suggestions[0] === undefined ? undefined : `did you mean ${suggestions[0]}?`;
  return new NerdError("NOT_FOUND", `no such checkpoint: ${name}`, { suggestions, hint });
}

function notRunning(container: StoredContainer): NerdError {
  const name = containerName(container);
  return new NerdError("CONTAINER_NOT_RUNNING", `container is not running: ${name}`, { hint: `nerdsh start ${name}` });
}
