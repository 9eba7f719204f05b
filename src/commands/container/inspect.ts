import { defineCommand } from "../define-command.ts";
import { eachResult } from "../each-name.ts";
import { inspectZeros } from "../inspect-zeros.ts";

export const inspectCommand = defineCommand({
  name: "inspect",
  summary: "Show all that is known of containers, images, networks and volumes",
  args: { names: "some" },
  interspersed: true,
  flags: {
    format: { type: "string", short: "f", summary: "json, or a Go template" },
    mode: { type: "string", default: "dockercompat", choices: ["dockercompat", "native"], summary: "In whose words" },
    "show-secrets": { type: "bool", summary: "Show variables, too, that a recipe has made of secrets" },
    size: { type: "bool", short: "s", summary: "Add what a container or a volume takes of the disk" },
    type: {
      type: "string",
      choices: ["container", "image", "network", "volume"],
      summary: "Look among these only",
    },
  },
  examples: ["inspect web", "inspect --type image -f '{{.Id}}' nginx", "inspect -f '{{.State.Pid}}' web"],
  async execute(context, { names, mode, showSecrets, size, type }) {
    const { inspectObject } = await import("../../system/inspect-object.ts");
    return await eachResult(names, (name) => inspectObject(context, name, { mode, showSecrets, size, type }));
  },
  output: { kind: "objects", objects: (objects) => objects, zeros: inspectZeros },
});
