import type { ContainerUsage } from "../../container/stats-frames.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import { statsCommand, usageTable } from "../container/stats.ts";
import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { knownProject } from "./known-project.ts";

export const composeStatsCommand = defineCommand({
  name: "compose stats",
  summary: "Show what the containers of a project use, live",
  args: { service: "rest" },
  interspersed: true,
  flags: { ...composeFlags, ...statsCommand.flags },
  refused: composeRefused,
  examples: ["compose stats", "compose stats --no-stream --format '{{.Name}}: {{.MemUsage}}' web"],
  async execute(context, options) {
    const { presentContainers } = await import("../../compose/known/known-project.ts");
    const { composeLabels } = await import("../../compose/labels.ts");
    const known = await knownProject(context, options);
    const { service } = options;
    await presentContainers(context, known, service);
    // At each look, so that what is made meanwhile is shown, too.
    const isWanted = ({ labels }: StoredContainer) =>
      labels[composeLabels.project] === known.name &&
      labels[composeLabels.configHash] !== undefined &&
      (service.length === 0 || service.includes(labels[composeLabels.service] ?? ""));
    const { usageFrames } = await import("../../container/stats-frames.ts");
    const { usageRow } = await import("../../container/record/usage-row.ts");
    const frames = usageFrames(context, { containers: [], all: options.all, once: options.noStream, isWanted });
    return { frames, row: (usage: ContainerUsage) => usageRow(usage, options) };
  },
  output: {
    kind: "frames",
    async *frames({ frames, row }) {
      for await (const usages of frames) yield usages.map(row);
    },
    table: usageTable,
  },
});
