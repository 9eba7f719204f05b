import { defineCommand } from "../define-command.ts";
import { eachResult } from "../each-name.ts";

export const namespaceInspectCommand = defineCommand({
  name: "namespace inspect",
  summary: "Show namespaces with their labels and how much is in them",
  args: { namespaces: "some" },
  interspersed: true,
  flags: { format: { type: "string", short: "f", summary: "json, or a Go template" } },
  examples: ["namespace inspect default", "namespace inspect -f '{{json .Labels}}' k8s.io"],
  async execute(context, { namespaces }) {
    const { namespaceSummary } = await import("../../system/namespaces.ts");
    return await eachResult(namespaces, (name) => namespaceSummary(context, name));
  },
  output: {
    kind: "objects",
    objects: (summaries) =>
      summaries.map(({ name, labels, containers, images, volumes }) => {
        return { Name: name, Labels: labels, Containers: containers, Images: images, Volumes: volumes };
      }),
  },
});
