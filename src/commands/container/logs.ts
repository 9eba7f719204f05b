import { defineCommand } from "../define-command.ts";

export const logsCommand = defineCommand({
  name: "logs",
  summary: "Print what a container has written",
  args: { container: "required" },
  interspersed: true,
  flags: {
    details: { type: "bool", summary: "Begin each line with what the log driver was told to add to it" },
    follow: { type: "bool", short: "f", summary: "Go on with what it writes from now on" },
    since: { type: "string", summary: "Only what is newer: a time, or a duration such as 10m" },
    tail: { type: "string", short: "n", default: "all", summary: "Only that many lines from the end" },
    timestamps: { type: "bool", short: "t", summary: "Begin each line with its time" },
    until: { type: "string", summary: "Only what is older: a time, or a duration such as 10m" },
  },
  examples: ["logs web", "logs -f --tail 20 web"],
  async execute(context, options) {
    const { printLogs } = await import("../../container/logs/print-logs.ts");
    await printLogs(context, options);
  },
  output: { kind: "none" },
});
