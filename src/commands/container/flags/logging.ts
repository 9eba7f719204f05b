import type { FlagTable } from "../../define-command.ts";

/** Where its output goes. */
export const loggingFlags = {
  "log-driver": {
    type: "string",
    value: "driver",
    default: "json-file",
    summary: "json-file, local, journald, syslog, fluentd, none, or a log URI of containerd's",
  },
  "log-opt": { type: "pairs", summary: "An option of the log driver, such as max-size=10m" },
} as const satisfies FlagTable;
