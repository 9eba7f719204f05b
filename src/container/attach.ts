import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { access } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PassThrough, type Writable } from "node:stream";
import type { Context } from "../context.ts";
import type { StoredContainer } from "../engine/containers.ts";
import type { Exit } from "../engine/tasks.ts";
import { NerdError } from "../errors.ts";
import { fifoStreams } from "../platform/fifo.ts";
import { mkfifo } from "../platform/mkfifo.ts";
import { copyLogs } from "./logs/copy.ts";
import type { LogStream } from "./logs/log-line.ts";
import { logFileOf } from "./logs/log-output.ts";
import { writesLive } from "./logs/logger.ts";
import { labelKeys, readJsonLabel } from "./record/labels.ts";
import { containerName } from "./record/lookup.ts";
import { isAlive, statusOf } from "./record/status.ts";
import { closeStreams, type ProcessStreams } from "./streams/process-streams.ts";
import { ifPresent, waitForExit } from "./wait.ts";

/** A running container's streams beside those of everyone else who is attached. Disposing leaves the container as it is. */
export interface Attachment extends Disposable {
  readonly tty: boolean;
  readonly streams: ProcessStreams;
  readonly exit: Promise<Exit>;
}

type AttachContext = Pick<Context, "engine" | "settings" | "signal">;

/**
 * What a container writes from now on, read from the log that it has whether or not anybody is attached, or from one that its logger writes as long as
 * somebody is; and, with `stdin`, what it reads,
 * where it was made with `--interactive`. Ends with the container. Throws CONTAINER_NOT_RUNNING, CONTAINER_PAUSED, and UNSUPPORTED where
 * nothing keeps its output.
 */
export async function attachContainer(
  context: AttachContext,
  container: StoredContainer,
  { stdin }: { readonly stdin: boolean },
): Promise<Attachment> {
  const { engine, signal } = context;
  const { id } = container;
  const since = new Date();
  const { streams: task } = await attachableTask(context, container);
  const { file, release } = await readableLog(context, container);
  const closing = new AbortController();
  const exit = waitForExit(engine, { id }, { signal: AbortSignal.any([signal, closing.signal]) });
  exit.catch(() => {}); // Whoever is attached awaits it.

  const stdout = new PassThrough();
  const stderr = task.terminal ? undefined : new PassThrough();
  const write = async (stream: LogStream, bytes: Uint8Array) => {
    await writeFully((stream === "stderr" && stderr) || stdout, bytes, closing.signal);
  };
  const ended = exit.then(ignore, ignore);
  const following = copyLogs({ file, follow: true, since, ended, signal: closing.signal }, write);
  void following.then(
    () => {
      stdout.end();
      stderr?.end();
    },
    (error: unknown) => {
      if (!closing.signal.aborted) stdout.destroy(asError(error));
    },
  );
  const input = stdin && task.stdin ? (await fifoStreams()).openWriter(task.stdin) : undefined;
  const streams = { stdin: input, stdout, stderr };
  const dispose = () => {
    closing.abort();
    release();
    closeStreams(streams);
  };
  return { tty: task.terminal, streams, exit, [Symbol.dispose]: dispose };
}

async function attachableTask({ engine, signal }: AttachContext, container: StoredContainer) {
  const task = await ifPresent(engine.tasks.get({ id: container.id }, { signal }));
  const name = containerName(container);
  if (!isAlive(task)) {
    throw new NerdError("CONTAINER_NOT_RUNNING", `cannot attach to a stopped container, start it first: ${name}`, {
      hint: `nerdsh start --attach ${name}`,
    });
  }
  if (statusOf(task) === "paused") {
    throw new NerdError("CONTAINER_PAUSED", `cannot attach to a paused container, unpause it first: ${name}`, {
      hint: `nerdsh unpause ${name}`,
    });
  }
  return task;
}

interface FollowedLog {
  readonly file: string;
  /** Tells the logger that one less follows it. */
  release(): void;
}

/** The log, where there is one that grows: a logger locks a file beside it, and one that only sends records away is asked to write them there, too. */
async function readableLog(context: AttachContext, container: StoredContainer): Promise<FollowedLog> {
  const { driver } = readJsonLabel(container.labels, labelKeys.logConfig, { driver: "json-file" });
  const file = logFileOf(context, container.id);
  const isKept = await access(join(dirname(file), "logger-lock")).then(
    () => true,
    () => false,
  );
  if (driver === "json-file" && isKept) return { file, release: ignore };
  const canAsk = isKept && (await writesLive(container.labels[labelKeys.logUri]));
  if (canAsk) return { file, release: await holdLive(join(dirname(file), "attach-live")) };
  const reason = isKept
    ? `its log driver is ${driver}, and its logger another version's`
    : "only who has started it sees what it writes";
  throw new NerdError("UNSUPPORTED", `cannot attach to ${containerName(container)}: ${reason}`, {
    hint: "run it with --detach",
  });
}

/** As long as somebody has this FIFO open for reading, the logger writes a log: a reader that is killed has it open no more. */
async function holdLive(fifo: string): Promise<() => void> {
  if (!existsSync(fifo)) {
    await mkfifo([fifo]).catch((error: unknown) => {
      if (!existsSync(fifo)) throw error; // Made by another one meanwhile.
    });
  }
  // For both, which does not wait for a writer.
  const open = openSync(fifo, "r+");
  return () => closeSync(open);
}

/** A piece of a log is only ours until the call ends, and a stream keeps what it is given. */
async function writeFully(target: Writable, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
  if (!target.write(Buffer.from(bytes))) await once(target, "drain", { signal });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function ignore(): void {}
