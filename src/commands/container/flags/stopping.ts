import type { FlagTable } from "../../define-command.ts";

/** How a container is asked to end, and for how long. */
export const stoppingFlags = {
  signal: { type: "string", short: "s", summary: "Signal to ask with, instead of the container's own" },
  time: { type: "number", short: "t", summary: "Seconds to wait before killing it" },
  timeout: { type: "number", summary: "The same as --time" },
} as const satisfies FlagTable;
