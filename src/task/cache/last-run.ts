import { readFileSync, utimesSync } from "node:fs";
import { replaceFile } from "../../store/atomic-file.ts";
import { ifThere } from "./if-there.ts";
import { changedNames, type NamedDigests } from "./task-key.ts";

const heading = "nerdsh last runs 2";

/** How a task ended when it last ended well: enough to see that there is nothing to do, without its result. */
export interface LastRun {
  readonly key: string;
  /** Digests of its outputs, by path. */
  readonly files: NamedDigests;
  readonly hasLog: boolean;
}

/** The last runs of a recipe's tasks, in one file. */
export class LastRuns {
  readonly #file: string;
  readonly #runs: Map<string, LastRun>;
  #isNew = false;
  #isUsed = false;

  constructor(file: string) {
    this.#file = file;
    this.#runs = new Map(readLastRuns(file));
  }

  of(task: string): LastRun | undefined {
    return this.#runs.get(task);
  }

  /** Its result counts as used, though nobody has read it. */
  use(): void {
    this.#isUsed = true;
  }

  set(task: string, run: LastRun): void {
    this.#isUsed = true;
    const last = this.#runs.get(task);
    if (last?.key === run.key && last.hasLog === run.hasLog && isSame(last.files, run.files)) return;
    this.#runs.set(task, run);
    this.#isNew = true;
  }

  async save(): Promise<void> {
    const now = new Date();
    if (this.#isNew) await replaceFile(this.#file, JSON.stringify([heading, [...this.#runs]]));
    else if (this.#isUsed) ifThere(() => utimesSync(this.#file, now, now));
    this.#isNew = false;
  }
}

/** By task; none where the file is not there, or is not one of ours. */
export function readLastRuns(file: string): readonly (readonly [task: string, run: LastRun])[] {
  const text = ifThere(() => readFileSync(file, "utf8"));
  try {
    const [found, runs] = text === undefined ? [] : JSON.parse(text);
    return found === heading ? (runs as [string, LastRun][]) : []; // Written above, and only whole.
  } catch {
    return []; // Cut off by a machine that went down: known again after the next run.
  }
}

function isSame(a: NamedDigests, b: NamedDigests): boolean {
  return a.length === b.length && changedNames(a, b).length === 0;
}
