import { setFlagsFromString } from "node:v8";
import { runtimeName } from "./runtime.ts";

/**
 * While it is held, V8 optimises no more of the code than it has. A process that runs everything a thousand times and ends has no use of that: the work
 * is done on another thread, and Node's end waits for it. Elsewhere than on Node this does nothing.
 */
export function leaveUnoptimized(): Disposable {
  if (runtimeName !== "node") return { [Symbol.dispose]: () => {} };
  let isHeld = true;
  setFlagsFromString("--no-opt");
  return {
    [Symbol.dispose]() {
      // Before the exit: code that is cached then says under which flags it was compiled.
      if (isHeld) setFlagsFromString("--opt");
      isHeld = false;
    },
  };
}
