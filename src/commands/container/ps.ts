import { defineCommand } from "../define-command.ts";
import { labelHeading } from "../output.ts";

export const psCommand = defineCommand({
  name: "ps",
  summary: "List containers",
  args: {},
  interspersed: true,
  flags: {
    all: { type: "bool", short: "a", summary: "Also those that do not run" },
    format: { type: "string", summary: "json, table, wide, or a Go template" },
    last: { type: "number", short: "n", default: -1, summary: "Only the last created ones, that many" },
    latest: { type: "bool", short: "l", summary: "Only the last created one" },
    "no-trunc": { type: "bool", summary: "Show ids and commands in full" },
    quiet: { type: "bool", short: "q", summary: "Only ids" },
  },
  examples: ["ps -a", "ps --format '{{.Names}}: {{.Status}}'"],
  async execute(context, { all, latest, last, noTrunc }) {
    const { listContainers } = await import("../../container/record/list.ts");
    const { containerRow } = await import("../../container/record/row.ts");
    const count = latest ? 1 : last;
    const found = await listContainers(context, { all: all || count > 0 });
    const nowMs = Date.now();
    return (count > 0 ? found.slice(0, count) : found).map((summary) => containerRow(summary, { noTrunc, nowMs }));
  },
  output: {
    kind: "table",
    headings: {
      ID: "CONTAINER ID",
      Image: "IMAGE",
      Command: "COMMAND",
      CreatedAt: "CREATED AT",
      RunningFor: "CREATED",
      Status: "STATUS",
      State: "STATE",
      Ports: "PORTS",
      Names: "NAMES",
      Runtime: "RUNTIME",
      Labels: "LABELS",
      Label: labelHeading,
    },
    columns: () => ["ID", "Image", "Command", "RunningFor", "Status", "Ports", "Names"],
    wide: () => ["ID", "Image", "Command", "RunningFor", "Status", "Ports", "Names", "Runtime"],
    quiet: "ID",
    rows: (rows) => rows,
  },
});
