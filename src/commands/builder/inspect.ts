import { NerdError } from "../../errors.ts";
import { closest } from "../../suggest.ts";
import { alignedRows } from "../aligned-rows.ts";
import { defineCommand } from "../define-command.ts";
import { builderFlags, builderHost } from "./builder-flags.ts";

export const builderInspectCommand = defineCommand({
  name: "builder inspect",
  summary: "Show what a builder can do; the one that a build would use where none is named",
  args: { name: "optional" },
  interspersed: true,
  flags: { ...builderFlags, format: { type: "string", summary: "json, or a Go template" } },
  refused: { bootstrap: "a builder starts with the first build that needs it" },
  examples: ["builder inspect", "builder inspect nerdsh/default --format json"],
  async execute(context, options) {
    const { listBuilders, platformsOf } = await import("../../build/usage/builder-list.ts");
    const builders = await listBuilders(context, { host: builderHost(options) });
    const found = builders.find(({ name, isDefault }) =>
      options.name === undefined || options.name === "default" ? isDefault : name === options.name,
    );
    if (found !== undefined) return { ...found, platforms: platformsOf(found) };
    const names = builders.map(({ name }) => name);
    const suggestions = closest(options.name ?? "", names);
    throw new NerdError("UNKNOWN_OBJECT", `no such builder: ${options.name ?? "none has been started"}`, {
      hint: names.length === 0 ? "the first build starts one" : `there are ${names.join(", ")}`,
      suggestions,
    });
  },
  output: {
    kind: "report",
    text: ({ name, address = "", state, program = "", version = "", platforms, workers }) => {
      const facts = [
        ["Name:", name],
        ["Driver:", program],
        ["Endpoint:", address],
        ["Status:", state],
        ["BuildKit version:", version],
        ["Platforms:", platforms.join(", ")],
      ];
      const labels = workers
        .flatMap((worker) => Object.entries(worker.labels))
        .map(([key, value]) => [`${key}:`, value]);
      const policies = workers
        .flatMap(({ gcPolicy }) => gcPolicy)
        .map(({ all, filters, keepDuration, reservedSpace, maxUsedSpace, minFreeSpace }, index) => {
          const rows = [
            ["All:", String(all)],
            ...(filters.length === 0 ? [] : [["Filters:", filters.join(" ")]]),
            ...(keepDuration === 0 ? [] : [["Keep duration:", `${keepDuration / 1e9}s`]]),
            ...(reservedSpace === 0 ? [] : [["Reserved space:", String(reservedSpace)]]),
            ...(maxUsedSpace === 0 ? [] : [["Max used space:", String(maxUsedSpace)]]),
            ...(minFreeSpace === 0 ? [] : [["Min free space:", String(minFreeSpace)]]),
          ];
          return `GC policy ${index}:\n${alignedRows(rows, 1)}`;
        });
      return `${alignedRows(facts)}${labels.length === 0 ? "" : `Labels:\n${alignedRows(labels, 1)}`}${policies.join("")}`;
    },
    object: ({ name, address, state, program, version, platforms, workers, isDefault }) => ({
      ...{ Name: name, Default: isDefault, Driver: program, Endpoint: address, Status: state, Buildkit: version },
      ...{ Platforms: platforms, Labels: workers[0]?.labels ?? {}, GCPolicy: workers[0]?.gcPolicy ?? [] },
    }),
  },
});
