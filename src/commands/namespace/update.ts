import { defineCommand } from "../define-command.ts";
import { labelTexts } from "./label-texts.ts";

export const namespaceUpdateCommand = defineCommand({
  name: "namespace update",
  summary: "Change a namespace's labels",
  args: { namespace: "required" },
  interspersed: true,
  flags: { label: { type: "pairs", short: "l", summary: "KEY=VALUE; an empty value takes it away" } },
  examples: ["namespace update --label team=shop builds"],
  async execute(context, { namespace, label }) {
    const { findNamespace } = await import("../../system/namespaces.ts");
    const { name } = await findNamespace(context, namespace);
    await context.engine.namespaces.update(name, labelTexts(label), { signal: context.signal });
    return name;
  },
  output: { kind: "lines", lines: (name) => [name] },
});
