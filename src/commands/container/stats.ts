import type { ContainerUsage } from "../../container/stats-frames.ts";
import { defineCommand } from "../define-command.ts";
import type { Fields, TableOutput } from "../output.ts";

/** How frames of usage are printed, whichever containers they are of. */
export const usageTable: TableOutput<readonly Fields[], unknown> = {
  kind: "table",
  headings: {
    Container: "CONTAINER",
    ID: "CONTAINER ID",
    Name: "NAME",
    CPUPerc: "CPU %",
    MemUsage: "MEM USAGE / LIMIT",
    MemPerc: "MEM %",
    NetIO: "NET I/O",
    BlockIO: "BLOCK I/O",
    PIDs: "PIDS",
  },
  columns: () => ["ID", "Name", "CPUPerc", "MemUsage", "MemPerc", "NetIO", "BlockIO", "PIDs"],
  rows: (rows) => rows,
};

export const statsCommand = defineCommand({
  name: "stats",
  summary: "Show what containers use, live",
  args: { containers: "rest" },
  interspersed: true,
  flags: {
    all: { type: "bool", short: "a", summary: "Also those that do not run" },
    format: { type: "string", summary: "json, table, or a Go template" },
    "no-stream": { type: "bool", summary: "Show one look, and end" },
    "no-trunc": { type: "bool", summary: "Show ids in full" },
  },
  examples: ["stats", "stats --no-stream --format '{{.Name}}: {{.MemUsage}}' web"],
  async execute(context, { containers, all, noStream, noTrunc }) {
    const { usageFrames } = await import("../../container/stats-frames.ts");
    const { usageRow } = await import("../../container/record/usage-row.ts");
    const frames = usageFrames(context, { containers, all, once: noStream });
    return { frames, row: (usage: ContainerUsage) => usageRow(usage, { noTrunc }) };
  },
  output: {
    kind: "frames",
    async *frames({ frames, row }) {
      for await (const usages of frames) yield usages.map(row);
    },
    table: usageTable,
  },
});
