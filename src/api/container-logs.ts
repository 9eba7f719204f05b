import type { LogLine } from "../container/logs/log-line.ts";
import { waitForExit } from "../container/wait.ts";
import type { LogsOptions } from "./container-options.ts";
import { currentSignal } from "./current-signal.ts";
import type { ContextBase } from "./session.ts";

/** A container's output so far, or with `follow` until it exits. Leaving the loop early ends the following. */
export async function* containerLogs(
  base: ContextBase,
  id: string,
  { signal = currentSignal(), ...options }: LogsOptions,
): AsyncGenerator<LogLine, void, undefined> {
  const left = new AbortController();
  const { logLines } = await import("../container/logs/log-lines.ts");
  try {
    const exit = waitForExit(base.engine, { id }, { signal: left.signal, background: !options.follow });
    const ended = exit.then(
      () => {},
      () => {}, // Nothing of it is left that could write.
    );
    yield* logLines(base, id, { ...options, signal, ...(options.follow && { ended }) });
  } finally {
    left.abort();
  }
}
