import { decimalSize, roughDuration } from "../../units.ts";
import { defineCommand } from "../define-command.ts";

export const cacheLsCommand = defineCommand({
  name: "cache ls",
  summary: "List what tasks have left in the cache, the last used first",
  args: {},
  interspersed: true,
  flags: {
    format: { type: "string", summary: "json, table, or a Go template" },
    quiet: { type: "bool", short: "q", summary: "Only keys" },
  },
  examples: ["cache ls", "cache ls --format '{{.Task}} {{.Size}}'"],
  async execute({ settings }) {
    const [{ listResults }, { taskCacheDirectory }] = await Promise.all([
      import("../../task/cache/prune-results.ts"),
      import("../../task/cache/cache-directory.ts"),
    ]);
    return { results: listResults(taskCacheDirectory(settings.cacheDir)), nowMs: Date.now() };
  },
  output: {
    kind: "table",
    headings: { Key: "KEY", Task: "TASK", Files: "FILES", Size: "SIZE", LastUsed: "LAST USED" },
    columns: () => ["Key", "Task", "Files", "Size", "LastUsed"],
    quiet: "Key",
    rows: ({ results, nowMs }) =>
      results.map(({ key, task, fileCount, sizeBytes, usedMs }) => ({
        Key: key.slice(0, 12),
        Task: task,
        Files: String(fileCount),
        Size: decimalSize(sizeBytes),
        LastUsed: `${roughDuration(nowMs - usedMs)} ago`,
      })),
  },
});
