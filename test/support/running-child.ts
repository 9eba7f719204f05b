import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

/** `await using child = running(spawn(…))`: killed with the block, and waited for. */
export function running(child: ChildProcess): AsyncDisposable {
  return {
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}
