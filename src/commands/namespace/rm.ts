import { defineCommand } from "../define-command.ts";
import { forEachName } from "../each-name.ts";

export const namespaceRmCommand = defineCommand({
  name: "namespace rm",
  summary: "Remove namespaces that nothing is in",
  args: { namespaces: "some" },
  interspersed: true,
  flags: {},
  refused: { cgroup: "a container's cgroup goes with the container, and a namespace has none" },
  examples: ["namespace rm builds"],
  async execute({ engine, signal }, { namespaces }) {
    return await forEachName(namespaces, (name) => engine.namespaces.delete(name, { signal }));
  },
  output: { kind: "lines", lines: (names) => names },
});
