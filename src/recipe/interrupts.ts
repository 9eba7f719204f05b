import { constants } from "node:os";

/** How long what was cancelled may take to clean up. */
const graceMs = 10_000;

/**
 * The first Ctrl-C, or SIGTERM, aborts `controller` and lets the program clean up and end; a second one, or a
 * program that takes too long, ends it at once, the latter after `cleanUp`. The exit status is a shell's: 128 + signal.
 */
export function cancelOnInterrupt(
  controller: AbortController,
  exit: (exitCode: number) => void,
  cleanUp: () => Promise<void> = async () => {},
): Interruption {
  let received: number | undefined;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      const exitCode = 128 + constants.signals[signal];
      if (controller.signal.aborted) return exit(exitCode);
      received = exitCode;
      const end = () => exit(exitCode);
      setTimeout(() => void cleanUp().then(end, end), graceMs).unref();
      controller.abort(new DOMException(`received ${signal}`, "AbortError"));
    });
  }
  return { exitCode: () => received };
}

export interface Interruption {
  /** Undefined until a signal has come. */
  exitCode(): number | undefined;
}
