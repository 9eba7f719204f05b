import { defineCommand } from "../define-command.ts";
import { labelHeading } from "../output.ts";

const columns = ["ID", "Image", "Command", "RunningFor", "Status", "Ports", "Names"];

export const psCommand = defineCommand({
  name: "ps",
  summary: "List containers",
  args: {},
  interspersed: true,
  flags: {
    all: { type: "bool", short: "a", summary: "Also those that do not run" },
    filter: {
      type: "filters",
      short: "f",
      summary: "Only those that match, such as status=exited, label=app=web, name=web, ancestor=nginx, health=healthy",
    },
    format: { type: "string", summary: "json, table, wide, or a Go template" },
    last: { type: "number", short: "n", default: -1, summary: "Only the last created ones, that many" },
    latest: { type: "bool", short: "l", summary: "Only the last created one" },
    "no-trunc": { type: "bool", summary: "Show ids and commands in full" },
    quiet: { type: "bool", short: "q", summary: "Only ids" },
    size: { type: "bool", short: "s", summary: "Show what they take of the disk" },
  },
  examples: ["ps -a", "ps --filter status=exited --filter label=app=web", "ps --format '{{.Names}}: {{.Status}}'"],
  async execute(context, { all, filter, format, latest, last, noTrunc, quiet, size }) {
    const { findListed } = await import("../../container/record/search.ts");
    const { containerRow } = await import("../../container/record/row.ts");
    const count = latest ? 1 : last;
    const found = await findListed(context, { all: all || count > 0, filter });
    const shown = count > 0 ? found.slice(0, count) : found;
    // As with Docker, a template that shows the size need not be told to.
    const withSize = !quiet && (size || (format?.includes(".Size") ?? false));
    const sizes = withSize
      ? await (await import("../../container/record/sizes.ts")).containerSizes(context, shown)
      : undefined;
    const nowMs = Date.now();
    return shown.map((summary) => containerRow(summary, { noTrunc, nowMs, sizes: sizes?.get(summary.id) }));
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
      Mounts: "MOUNTS",
      LocalVolumes: "LOCAL VOLUMES",
      Networks: "NETWORKS",
      Size: "SIZE",
    },
    columns: ({ size }) => [...columns, ...(size ? ["Size"] : [])],
    wide: () => [...columns, "Runtime"],
    quiet: "ID",
    rows: (rows) => rows,
  },
});
