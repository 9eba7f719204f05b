import { defineCommand } from "../define-command.ts";
import { eachResult } from "../each-name.ts";
import { inspectZeros } from "../inspect-zeros.ts";

export const containerInspectCommand = defineCommand({
  name: "container inspect",
  summary: "Show all that is known of containers",
  args: { containers: "some" },
  interspersed: true,
  flags: {
    format: { type: "string", short: "f", summary: "json, or a Go template" },
    mode: { type: "string", default: "dockercompat", choices: ["dockercompat", "native"], summary: "In whose words" },
    "show-secrets": { type: "bool", summary: "Show variables, too, that a recipe has made of secrets" },
    size: { type: "bool", short: "s", summary: "Add what it takes of the disk" },
  },
  examples: ["container inspect web", "container inspect -f '{{.State.Status}}' web db"],
  async execute(context, { containers, mode, showSecrets, size }) {
    const { inspectContainer, nativeContainer } = await import("../../container/inspect/inspect.ts");
    return await eachResult(containers, (name) =>
      mode === "native"
        ? nativeContainer(context, name, { showSecrets })
        : inspectContainer(context, name, { size, showSecrets }),
    );
  },
  output: { kind: "objects", objects: (objects) => objects, zeros: inspectZeros },
});
