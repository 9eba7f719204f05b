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
  /** The file, where all modules that it leads to are local files and nerdsh itself; undefined where it may reach others, or that is not known. */
  findClosed(path: string, place: ClosedPlace): Promise<ClosedModule | undefined>;
  /** What `import … from "nerdsh"` gives from now on. */
  provide(exports: Readonly<Record<string, unknown>>): void;
  /** Until the result is called. */
  watch(watcher: ProgramWatcher): () => void;
}

/** Where nerdsh lies, and where it keeps what it has compiled. */
export interface ClosedPlace {
  /** Of this program. */
  readonly directory: string;
  /** `root` is what `$NERDSH_ROOT` says. */
  cacheDir(root: string | undefined): string;
}

export interface ClosedModule {
  /** Without symbolic links in it. */
  readonly path: string;
  /** Runs it. */
  import(): Promise<unknown>;
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
