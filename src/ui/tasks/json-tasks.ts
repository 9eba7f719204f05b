import { isNerdError } from "../../errors.ts";
import type { Write } from "../renderer.ts";
import type { TaskReporter } from "./reporter.ts";

/** One event a line, with the time it came. */
export function jsonTasks(write: Write, now: () => number): TaskReporter {
  return {
    report(event) {
      const { type, ...facts } = event;
      const error = "error" in facts && facts.error !== undefined ? { error: errorFacts(facts.error) } : {};
      write(`${JSON.stringify({ time: new Date(now()).toISOString(), type, ...facts, ...error })}\n`);
    },
    close() {},
  };
}

function errorFacts(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack } = error;
  return { name, ...(isNerdError(error) ? error.toJSON() : { message }), stack };
}
