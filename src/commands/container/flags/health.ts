import type { FlagTable } from "../../define-command.ts";

/** How it is known to be well; what is left out is the image's. */
export const healthFlags = {
  "health-cmd": { type: "string", value: "command", summary: "Command in a shell that tells whether it is healthy" },
  "health-interval": { type: "duration", summary: "Time from one check to the next, 30s where nothing is said" },
  "health-retries": { type: "number", summary: "Failures in a row that make it unhealthy, 3 where nothing is said" },
  "health-start-interval": { type: "duration", summary: "Time between checks in the start period, 5s if not given" },
  "health-start-period": { type: "duration", summary: "Time after the start in which failures do not count" },
  "health-timeout": { type: "duration", summary: "Longest time of one check, 30s where nothing is said" },
  "no-healthcheck": { type: "bool", summary: "Drop the image's HEALTHCHECK" },
} as const satisfies FlagTable;
