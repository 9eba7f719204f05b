import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";

export const composeLsCommand = defineCommand({
  name: "compose ls",
  summary: "List projects",
  args: {},
  interspersed: true,
  flags: {
    ...composeFlags,
    all: { type: "bool", short: "a", summary: "Also those of which nothing runs" },
    filter: { type: "list", summary: "Only those that match: name=shop" },
    format: { type: "string", default: "table", summary: "table, json, or a Go template" },
    quiet: { type: "bool", short: "q", summary: "Only names" },
  },
  refused: composeRefused,
  examples: ["compose ls", "compose ls -a --format json", "compose ls -q --filter name=shop"],
  async execute(context, { all, filter }) {
    const { parseFilters } = await import("../../container/filters.ts");
    const { observedProjects, withNames } = await import("../../compose/known/project-list.ts");
    const filters = parseFilters(filter, ["name"]);
    return withNames(await observedProjects(context, { all }), filters.get("name") ?? []);
  },
  output: {
    kind: "table",
    headings: { Name: "NAME", Status: "STATUS", ConfigFiles: "CONFIG FILES" },
    columns: () => ["Name", "Status", "ConfigFiles"],
    quiet: "Name",
    jsonArray: true,
    rows: (projects) => projects.map((project) => ({ ...project })),
  },
});
