import { defineCommand } from "../define-command.ts";
import { eachResult } from "../each-name.ts";

export const volumeInspectCommand = defineCommand({
  name: "volume inspect",
  summary: "Show all that is known of volumes",
  args: { volumes: "some" },
  interspersed: true,
  flags: {
    format: { type: "string", short: "f", summary: "json, or a Go template" },
    size: { type: "bool", short: "s", summary: "Add what it takes of the disk, in bytes" },
  },
  examples: ["volume inspect data", "volume inspect -f '{{.Mountpoint}}' data"],
  async execute(context, { volumes, size }) {
    const { inspectVolume } = await import("../../container/mounts/volume-list.ts");
    return await eachResult(volumes, (name) => inspectVolume(context, name, { size }));
  },
  output: { kind: "objects", objects: (objects) => objects },
});
