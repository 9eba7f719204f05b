import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { NerdError } from "../../errors.ts";
import { runInOwnSession } from "../../platform/own-session.ts";
import { processIdentity } from "../../store/process-identity.ts";

/** Enough for four processes with all their streams. */
const batch = 12;

/** Where each process that keeps some has a directory of its own, by its identity: doctor takes those of processes that are gone. */
export function fifoSparesDirectory(runtimeDir: string): string {
  return join(runtimeDir, "fifo-spares");
}

/**
 * FIFOs that wait for their place: a spawn of mkfifo, which takes 4 ms, makes many as fast as one, and no runtime has the call. A process that
 * asks once, as a command does, gets what it asks for and no more; one that asks again will do so more often.
 */
export class FifoSpares {
  readonly #directory: string;
  readonly #spares: string[] = [];
  #asked = 0;
  #made = 0;
  #isMaking = false;

  private constructor(runtimeDir: string) {
    this.#directory = join(fifoSparesDirectory(runtimeDir), processIdentity() ?? String(process.pid));
    process.once("exit", () => rmSync(this.#directory, { recursive: true, force: true }));
  }

  static readonly #known = new Map<string, FifoSpares>();

  /** This process's own. */
  static in(runtimeDir: string): FifoSpares {
    const known = FifoSpares.#known.get(runtimeDir) ?? new FifoSpares(runtimeDir);
    FifoSpares.#known.set(runtimeDir, known);
    return known;
  }

  /** Puts one at each of the paths, below the same runtime directory; only root may open them. */
  async place(paths: readonly string[]): Promise<void> {
    this.#asked++;
    const missing = paths.filter((path) => !this.#move(path));
    if (missing.length === 0) return;
    const spares = this.#asked > 1 && !this.#isMaking ? this.#next() : [];
    this.#isMaking ||= spares.length > 0;
    try {
      await mkfifo([...missing, ...spares]);
      this.#spares.push(...spares);
    } finally {
      if (spares.length > 0) this.#isMaking = false;
    }
  }

  #move(path: string): boolean {
    const spare = this.#spares.pop();
    if (spare === undefined) return false;
    renameSync(spare, path);
    return true;
  }

  #next(): string[] {
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
    return Array.from({ length: batch }, () => join(this.#directory, String(this.#made++)));
  }
}

/** Only root may open them. */
export async function mkfifo(paths: readonly string[]): Promise<void> {
  const { status, stderr } = await runInOwnSession("mkfifo", ["-m", "600", ...paths]);
  if (status !== 0) throw new NerdError("RUNTIME_FAILED", `cannot make FIFOs: ${stderr.trim()}`);
}
