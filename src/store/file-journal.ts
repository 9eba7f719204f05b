import { closeSync, mkdirSync, openSync, readFileSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { diskFull, errno, removeFile } from "./atomic-file.ts";
import { namesIn } from "./directory-names.ts";
import { isRunning, processIdentity } from "./process-identity.ts";
import type { UndoJournal, UndoRecord } from "./undo-stack.ts";

/**
 * The undo journal as files: `journal/<operation>.<owner>`, one JSON record a line. The owner is in the name, so that even a file
 * whose writer died before its first line tells who that was.
 *
 * Calls are synchronous on purpose: a record is one small write into the page cache (20 µs), a tenth of what
 * the way through libuv's thread pool costs, and every step of every start pays it.
 */
export class FileJournal implements UndoJournal {
  readonly #directory: string;
  readonly #open = new Map<string, { readonly path: string; readonly descriptor: number }>();

  constructor(dataStore: string) {
    this.#directory = join(dataStore, "journal");
  }

  async append(operation: string, record: UndoRecord): Promise<void> {
    const { path, descriptor } = this.#open.get(operation) ?? this.#start(operation);
    try {
      writeSync(descriptor, `${JSON.stringify({ kind: record.kind, id: record.id })}\n`);
    } catch (error) {
      throw diskFull(error, path);
    }
  }

  async clear(operation: string): Promise<void> {
    const own = this.#open.get(operation);
    this.#open.delete(operation);
    if (own !== undefined) {
      closeSync(own.descriptor);
      removeFile(own.path);
      return;
    }
    for (const entry of this.#entries()) {
      if (entry.operation === operation) removeFile(entry.path);
    }
  }

  async abandoned(): Promise<Map<string, UndoRecord[]>> {
    return this.#records((owner) => !isRunning(owner));
  }

  async active(): Promise<Map<string, UndoRecord[]>> {
    return this.#records(isRunning);
  }

  #records(isWanted: (owner: string) => boolean): Map<string, UndoRecord[]> {
    const wanted = this.#entries().filter(({ owner }) => isWanted(owner));
    const dated = wanted.map((entry) => ({ ...entry, ms: modifiedMs(entry.path) }));
    return new Map(dated.sort((a, b) => a.ms - b.ms).map(({ operation, path }) => [operation, readRecords(path)]));
  }

  #start(operation: string) {
    const path = join(this.#directory, `${operation}.${processIdentity()}`);
    const opened = { path, descriptor: openForAppend(path, this.#directory) };
    this.#open.set(operation, opened);
    return opened;
  }

  #entries(): { operation: string; owner: string; path: string }[] {
    return namesIn(this.#directory).map((name) => {
      const dot = name.lastIndexOf(".");
      return { operation: name.slice(0, dot), owner: name.slice(dot + 1), path: join(this.#directory, name) };
    });
  }
}

function openForAppend(path: string, directory: string): number {
  try {
    return openSync(path, "a", 0o600);
  } catch (error) {
    if (errno(error) !== "ENOENT") throw diskFull(error, path);
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return openSync(path, "a", 0o600);
  }
}

function modifiedMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** A last line that was cut off belongs to a step that was never begun. */
function readRecords(path: string): UndoRecord[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (errno(error) === "ENOENT") return [];
    throw error;
  }
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as UndoRecord); // Written by append above, whole lines only.
}
