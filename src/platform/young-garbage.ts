import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { runtimeName } from "./runtime.ts";

let streams = 0;

/**
 * While it is held, V8 keeps its space for young objects as small as it is, and frees the buffers of a stream at once rather than by the by,
 * each time that `countStreamed` has seen some megabytes of them. A process that streams hundreds of megabytes has a peak of 76 MB instead of 95,
 * in the same time. Elsewhere than on Node this does nothing.
 */
export function collectYoungGarbageSoon(): Disposable {
  if (runtimeName !== "node") return { [Symbol.dispose]: () => {} };
  if (streams++ === 0) setFlagsFromString("--semi-space-growth-factor=1 --no-concurrent-array-buffer-sweeping");
  return {
    [Symbol.dispose]() {
      // V8's defaults; code that is cached from here on says under which flags it was compiled.
      if (--streams === 0) setFlagsFromString("--semi-space-growth-factor=2 --concurrent-array-buffer-sweeping");
    },
  };
}

/** Twice as many cost a recipe's pull 8 MB more, half as many save 3 MB; of the time, none makes a difference. */
const mostWaitingBytes = 4 << 20;
let waitingBytes = 0;
let collect: ((options: { type: "minor" }) => void) | undefined;

/**
 * Tells of bytes whose buffers are garbage now. By itself V8 sees but small objects in them: where the space for young ones has grown, as it has in
 * a recipe, 60 MB of them wait for the next collection.
 */
export function countStreamed(bytes: number): void {
  if (streams === 0) return;
  waitingBytes += bytes;
  if (waitingBytes < mostWaitingBytes) return;
  waitingBytes = 0;
  collect ??= collector();
  collect({ type: "minor" });
}

/** V8 shows it to contexts that are made while the flag is set. */
function collector(): (options: { type: "minor" }) => void {
  setFlagsFromString("--expose-gc");
  try {
    return runInNewContext("gc");
  } finally {
    setFlagsFromString("--no-expose-gc");
  }
}
