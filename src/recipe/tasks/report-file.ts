import {
  accessSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { NerdError } from "../../errors.ts";

/** What a reporter writes to. */
export interface ReportFile {
  write(text: string): void;
  close(): void;
}

/** Grows as the run goes on, for those who follow it. Makes its directory; throws INVALID_VALUE where it cannot be written. */
export function streamedFile(path: string): ReportFile {
  const descriptor = attempt(path, () => {
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, "w");
  });
  return {
    write: (text) => void attempt(path, () => writeSync(descriptor, text)),
    close: () => closeSync(descriptor),
  };
}

/**
 * There at once and whole, in the end. Makes its directory; throws INVALID_VALUE, before anything has run, where it could not be
 * written then.
 */
export function documentFile(path: string): ReportFile {
  attempt(path, () => {
    mkdirSync(dirname(path), { recursive: true });
    // What is there stays until the new one is whole; what is no file, such as /dev/stdout, is never replaced by one.
    if (isReplaceable(path)) accessSync(dirname(target(path)), constants.W_OK);
    else closeSync(openSync(path, "a"));
  });
  let text = "";
  return {
    write: (part) => {
      text += part;
    },
    close: () => attempt(path, () => replace(path, text)),
  };
}

function replace(path: string, text: string): void {
  // A task may have removed it meanwhile.
  mkdirSync(dirname(path), { recursive: true });
  if (!isReplaceable(path)) {
    writeFileSync(path, text);
    return;
  }
  const real = target(path);
  const draft = join(dirname(real), `.${basename(real)}.${process.pid}`);
  try {
    writeFileSync(draft, text);
    renameSync(draft, real);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The file itself, where the path is a link. */
function target(path: string): string {
  return exists(path) ? realpathSync(path) : path;
}

function isReplaceable(path: string): boolean {
  return !exists(path) || statSync(path).isFile();
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function attempt<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? ` (${cause.code})` : "";
    throw new NerdError("INVALID_VALUE", `cannot write the report${reason}: ${path}`, { cause });
  }
}
