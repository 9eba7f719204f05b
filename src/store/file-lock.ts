import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { NerdError } from "../errors.ts";
import { lockByDeputy } from "../platform/deputy/processes.ts";
import { runInOwnSession } from "../platform/own-session.ts";
import { errno } from "./atomic-file.ts";
import { Turns } from "./turns.ts";

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Holds a file or directory exclusively among all processes until disposed: `await using lock = await lockFile(path)`.
 * A missing path becomes an empty file. It is flock(2), the lock that nerdctl takes, so each waits for the other, and the kernel
 * lets go when this process dies in whatever way.
 *
 * No runtime offers the call, but the lock belongs to the open file and not to who asked for it: a deputy takes it on a copy of our descriptor
 * (0.1 ms). Where another process has it, or there is no deputy, flock(1) waits for it on the descriptor that it inherits, a spawn of 2 to 3 ms.
 * This process's own wait for each other without either.
 */
export async function lockFile(path: string, options: LockOptions = {}): Promise<AsyncDisposable> {
  return await lock(await openForLock(path), path, options);
}

/** The same for what must be there: undefined where it is not, since to make it would bring back what somebody has removed. */
export async function lockExisting(path: string, options: LockOptions = {}): Promise<AsyncDisposable | undefined> {
  try {
    return await lock(await open(path, "r"), path, options);
  } catch (error) {
    if (errno(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Of this process's locks: a second one on the same file would only find the first. */
const turns = new Turns();

async function lock(file: FileHandle, path: string, { signal }: LockOptions): Promise<AsyncDisposable> {
  let turn: Disposable | undefined;
  const close = async () => {
    try {
      await file.close();
    } finally {
      turn?.[Symbol.dispose]();
    }
  };
  try {
    turn = await turns.take(path, signal);
    if (!(await lockByDeputy(file.fd))) await waitForLock(file, path, signal);
  } catch (error) {
    await close();
    throw lockFailure(error, signal);
  }
  return { [Symbol.asyncDispose]: close };
}

async function waitForLock(file: FileHandle, path: string, signal: AbortSignal | undefined): Promise<void> {
  const { status } = await runInOwnSession("flock", ["--exclusive", "0"], { stdin: file.fd, signal });
  if (status !== 0)
    throw new NerdError("UNSUPPORTED", `cannot lock ${path}`, { hint: "is it on a file system with flock?" });
}

async function openForLock(path: string): Promise<FileHandle> {
  try {
    return await open(path, "a+", 0o600);
  } catch (error) {
    if (errno(error) === "EISDIR") return await open(path, "r");
    if (errno(error) !== "ENOENT") throw error;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return await open(path, "a+", 0o600);
  }
}

function lockFailure(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  if (errno(error) !== "ENOENT") return error;
  return new NerdError("UNSUPPORTED", "no such program: flock", { hint: "apt-get install util-linux", cause: error });
}
