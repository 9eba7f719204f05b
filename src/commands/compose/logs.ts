import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { knownProject } from "./known-project.ts";

export const composeLogsCommand = defineCommand({
  name: "compose logs",
  summary: "Print what the containers of services have written, in the order of time",
  args: { service: "rest" },
  interspersed: true,
  flags: {
    ...composeFlags,
    follow: { type: "bool", short: "f", summary: "Go on with what they write from now on" },
    index: { type: "number", default: 0, value: "number", summary: "Of which container of several, from 1" },
    "no-color": { type: "bool", summary: "Without colours" },
    "no-log-prefix": { type: "bool", summary: "Without the name of the container before each line" },
    since: { type: "string", summary: "Only what is newer: a time, or a duration such as 10m" },
    tail: { type: "string", short: "n", default: "all", summary: "Only that many lines from the end of each log" },
    timestamps: { type: "bool", short: "t", summary: "Begin each line with its time" },
    until: { type: "string", summary: "Only what is older: a time, or a duration such as 10m" },
  },
  refused: composeRefused,
  examples: ["compose logs", "compose logs -f --tail 20 web db", "compose logs --index 2 --no-log-prefix web"],
  async execute(context, options) {
    const { requestedLogs } = await import("../../compose/logs/requested-logs.ts");
    return await requestedLogs(context, await knownProject(context, options), options);
  },
  output: {
    kind: "log",
    sources: ({ sources }) => sources,
    lines: ({ lines }) => lines,
    form: ({ noColor, noLogPrefix, ansi }) => ({ hasPrefix: !noLogPrefix, colors: noColor ? "never" : ansi }),
  },
});
