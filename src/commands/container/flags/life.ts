import type { FlagTable } from "../../define-command.ts";

/** How it ends, and what follows. */
export const lifeFlags = {
  rm: { type: "bool", summary: "Remove the container when it exits" },
  "stop-signal": { type: "string", summary: "Signal that stops the container" },
  "stop-timeout": { type: "number", value: "seconds", summary: "Seconds that stop waits before it kills" },
} as const satisfies FlagTable;
