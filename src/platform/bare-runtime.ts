import { bareBun } from "./bun/bare-runtime.ts";
import { bareDeno } from "./deno/bare-runtime.ts";
import { runtimeName } from "./runtime.ts";

/**
 * What a runtime gives before anything of Node's is loaded: `node:fs` alone takes Bun as long as its own start, and the first look at `process`
 * Deno.
 */
export interface BareRuntime {
  /** The words behind the program's own name. */
  readonly args: readonly string[];
  /** A file's path without symbolic links in it, and its text; undefined where it cannot be read as a file. */
  readFile(path: string): Promise<{ readonly path: string; readonly text: string } | undefined>;
  /** Until the result is called. */
  watch(watcher: ProgramWatcher): () => void;
}

export interface ProgramWatcher {
  /** Something was thrown that nobody has caught. */
  failed(error: unknown): void;
  /** The process is about to end, as nothing is left to be done; Deno tells of itself what the program still waits for. */
  idle(): void;
}

/** Undefined on Node, to which its own modules cost nothing. */
export function bareRuntime(): BareRuntime | undefined {
  return runtimeName === "bun" ? bareBun() : runtimeName === "deno" ? bareDeno() : undefined;
}
