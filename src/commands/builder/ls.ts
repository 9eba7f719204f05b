import { defineCommand } from "../define-command.ts";
import { builderFlags, builderHost } from "./builder-flags.ts";

export const builderLsCommand = defineCommand({
  name: "builder ls",
  summary: "List builders: the one that is named or found, and those of nerdsh's own",
  args: {},
  interspersed: true,
  flags: {
    ...builderFlags,
    format: { type: "string", summary: "json, table, wide, or a Go template" },
    quiet: { type: "bool", short: "q", summary: "Only names" },
  },
  examples: ["builder ls", "builder ls --format json"],
  async execute(context, options) {
    const { listBuilders, platformsOf } = await import("../../build/usage/builder-list.ts");
    const builders = await listBuilders(context, { host: builderHost(options) });
    return builders.map((builder) => ({ ...builder, platforms: platformsOf(builder) }));
  },
  output: {
    kind: "table",
    headings: {
      Name: "NAME",
      Driver: "DRIVER",
      Status: "STATUS",
      Buildkit: "BUILDKIT",
      Platforms: "PLATFORMS",
      Endpoint: "ENDPOINT",
    },
    columns: () => ["Name", "Driver", "Status", "Buildkit", "Platforms"],
    wide: () => ["Name", "Driver", "Status", "Buildkit", "Platforms", "Endpoint"],
    quiet: "Name",
    rows: (builders) =>
      builders.map(({ name, isDefault, program, state, version, platforms, address }) => ({
        Name: `${name}${isDefault ? "*" : ""}`,
        Driver: program ?? "",
        Status: state,
        Buildkit: version ?? "",
        Platforms: platforms.join(", "),
        Endpoint: address ?? "",
      })),
  },
});
