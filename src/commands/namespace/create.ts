import { defineCommand } from "../define-command.ts";
import { labelTexts } from "./label-texts.ts";

export const namespaceCreateCommand = defineCommand({
  name: "namespace create",
  summary: "Make a namespace of containerd's",
  args: { namespace: "required" },
  interspersed: true,
  flags: { label: { type: "pairs", short: "l", summary: "What is written down of it: KEY=VALUE" } },
  examples: ["namespace create builds", "namespace create --label team=web builds"],
  async execute({ engine, signal }, { namespace, label }) {
    await engine.namespaces.create(namespace, labelTexts(label), { signal });
    return namespace;
  },
  output: { kind: "lines", lines: (name) => [name] },
});
