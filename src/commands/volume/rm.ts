import { defineCommand } from "../define-command.ts";
import { forEachName } from "../each-name.ts";

export const volumeRmCommand = defineCommand({
  name: "volume rm",
  summary: "Remove volumes with all that is in them",
  args: { volumes: "some" },
  interspersed: true,
  flags: { force: { type: "bool", short: "f", summary: "Do not fail for those that are not there" } },
  examples: ["volume rm data", "volume rm -f data cache"],
  async execute(context, { volumes, force }) {
    const { removeNamedVolume } = await import("../../container/mounts/volume-removal.ts");
    return await forEachName(volumes, (name) => removeNamedVolume(context, name, { force }));
  },
  output: { kind: "lines", lines: (names) => names },
});
