import { defineCommand } from "../define-command.ts";

export const historyCommand = defineCommand({
  name: "history",
  summary: "Show the steps that an image was made by",
  args: { image: "required" },
  interspersed: true,
  flags: {
    format: { type: "string", short: "f", summary: "json, table, or a Go template" },
    human: {
      type: "bool",
      short: "H",
      default: true,
      summary: "Sizes and times for people; --human=false for programs",
    },
    "no-trunc": { type: "bool", summary: "Show ids and commands in full" },
    platform: { type: "string", summary: "Of which platform, such as linux/arm64" },
    quiet: { type: "bool", short: "q", summary: "Only ids" },
  },
  examples: ["history nginx", "history --no-trunc --format '{{.CreatedBy}}' nginx"],
  async execute(context, { image, human, noTrunc, platform }) {
    const { imageHistory } = await import("../../image/history.ts");
    const { historyFields } = await import("../../image/list/history-fields.ts");
    const { parsePlatform } = await import("../../image/platform.ts");
    const steps = await imageHistory(context, image, platform === undefined ? undefined : parsePlatform(platform));
    const nowMs = Date.now();
    return steps.map((step) => historyFields(step, { human, noTrunc, nowMs }));
  },
  output: {
    kind: "table",
    headings: {
      ID: "IMAGE",
      CreatedSince: "CREATED",
      CreatedAt: "CREATED AT",
      CreatedBy: "CREATED BY",
      Size: "SIZE",
      Comment: "COMMENT",
    },
    columns: ({ human }) => ["ID", human ? "CreatedSince" : "CreatedAt", "CreatedBy", "Size", "Comment"],
    quiet: "ID",
    rows: (rows) => rows,
  },
});
