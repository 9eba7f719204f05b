import type { BareRuntime } from "../bare-runtime.ts";
import { bun } from "./bun.ts";

export function bareBun(): BareRuntime {
  return {
    args: bun().argv.slice(2),
    async readFile(path) {
      const absolute = path.startsWith("/") ? path : `${process.cwd()}/${path.replace(/^\.\//, "")}`;
      try {
        // Another answer is a link's target, or a file of a like name.
        if (bun().resolveSync(absolute, "/") !== absolute) return undefined;
        return { path: absolute, text: await bun().file(absolute).text() };
      } catch {
        return undefined;
      }
    },
    watch({ failed, idle }) {
      const own = process; // By this name, the program may have another.
      own.on("uncaughtException", failed).on("unhandledRejection", failed).on("beforeExit", idle);
      return () => void own.off("uncaughtException", failed).off("unhandledRejection", failed).off("beforeExit", idle);
    },
  };
}
