import { whenStdoutIsMade } from "../own-stdout.ts";
import { errno } from "../store/atomic-file.ts";

/** Calls `stop` once nobody reads stdout any more, as in `| head`; until it is disposed. */
export function onBrokenPipe(stop: () => void): Disposable {
  let stdout: typeof process.stdout | undefined;
  const listener = (error: Error) => {
    throwUnlessBroken(error);
    stop();
  };
  const forget = whenStdoutIsMade((made) => {
    stdout = made.on("error", listener);
  });
  return {
    [Symbol.dispose]() {
      forget();
      // What was written last may fail after the command has ended, and is no failure then either.
      if (stdout?.listenerCount("error") === 1) stdout.on("error", throwUnlessBroken);
      stdout?.off("error", listener);
    },
  };
}

function throwUnlessBroken(error: Error): void {
  if (errno(error) !== "EPIPE") throw error;
}
