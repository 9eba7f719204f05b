import { defineCommand } from "../define-command.ts";
import { labelHeading } from "../output.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { knownProject } from "./known-project.ts";

export const composePsCommand = defineCommand({
  name: "compose ps",
  summary: "List the containers of a project",
  args: { service: "rest" },
  interspersed: true,
  flags: {
    ...composeFlags,
    all: { type: "bool", short: "a", summary: "Also those that do not run, and those of compose run" },
    filter: { type: "list", summary: "Only those that match: status=exited" },
    format: { type: "string", default: "table", summary: "table, json, wide, or a Go template" },
    "no-trunc": { type: "bool", summary: "Show ids and commands in full" },
    orphans: { type: "bool", default: true, summary: "Also those of services that the files no longer have" },
    quiet: { type: "bool", short: "q", summary: "Only ids" },
    services: { type: "bool", summary: "Only the names of services" },
    status: {
      type: "list",
      value: "status",
      summary: "Only those that are created, running, paused, restarting, exited",
    },
  },
  refused: composeRefused,
  examples: ["compose ps", "compose ps -a --format json", "compose ps --services --status running"],
  async execute(context, options) {
    const { listedContainers } = await import("../../compose/known/listed-containers.ts");
    const { projectRow } = await import("../../compose/known/project-row.ts");
    const known = await knownProject(context, options);
    const nowMs = Date.now();
    return listedContainers(known, options).map((each) =>
      projectRow(known.name, each, { noTrunc: options.noTrunc, nowMs }),
    );
  },
  output: {
    kind: "table",
    headings: {
      Name: "NAME",
      Image: "IMAGE",
      Command: "COMMAND",
      Service: "SERVICE",
      RunningFor: "CREATED",
      CreatedAt: "CREATED AT",
      Status: "STATUS",
      State: "STATE",
      Health: "HEALTH",
      ExitCode: "EXIT CODE",
      Ports: "PORTS",
      ID: "CONTAINER ID",
      Names: "NAMES",
      Project: "PROJECT",
      Label: labelHeading,
      LocalVolumes: "LOCAL VOLUMES",
    },
    columns: () => ["Name", "Image", "Command", "Service", "RunningFor", "Status", "Ports"],
    wide: () => ["ID", "Name", "Image", "Command", "Service", "RunningFor", "Status", "Ports", "Health", "Networks"],
    quiet: ({ services, quiet }) => (quiet ? "FullID" : services ? "Service" : undefined),
    rows: (rows, { services, quiet }) =>
      services && !quiet ? [...new Map(rows.map((row) => [row["Service"], row])).values()] : rows,
  },
});
