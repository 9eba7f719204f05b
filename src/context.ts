import type { Engine } from "./engine/engine.ts";
import type { Emit } from "./events.ts";
import type { Settings } from "./settings/settings.ts";
import type { Stdio } from "./stdio.ts";
import type { UndoJournal } from "./store/undo-stack.ts";

/** What an operation needs from outside, handed down as one value so that no module reaches for a global. */
export interface Context {
  readonly engine: Engine;
  readonly settings: Settings;
  readonly journal: UndoJournal;
  readonly emit: Emit;
  /** Aborts when the user cancels or time is up; every step that waits takes it. */
  readonly signal: AbortSignal;
  /** The caller's environment, from which a bare `--env NAME` copies. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The caller's directory, against which relative paths in options are read. */
  readonly cwd: string;
  /** The caller's streams; the command line has them, a recipe's `run` does not. */
  readonly stdio?: Stdio;
}
