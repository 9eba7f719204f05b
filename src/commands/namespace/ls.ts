import { defineCommand } from "../define-command.ts";

export const namespaceLsCommand = defineCommand({
  name: "namespace ls",
  summary: "List containerd's namespaces",
  args: {},
  interspersed: true,
  flags: {
    format: { type: "string", short: "f", summary: "json, table, or a Go template" },
    quiet: { type: "bool", short: "q", summary: "Only names" },
  },
  examples: ["namespace ls", "--namespace k8s.io ps"],
  async execute(context) {
    const { listNamespaces } = await import("../../system/namespaces.ts");
    return await listNamespaces(context);
  },
  output: {
    kind: "table",
    headings: {
      Name: "NAME",
      Containers: "CONTAINERS",
      Images: "IMAGES",
      Volumes: "VOLUMES",
      Labels: "LABELS",
    },
    columns: () => ["Name", "Containers", "Images", "Volumes", "Labels"],
    quiet: "Name",
    rows: (namespaces) =>
      namespaces.map(({ name, containers, images, volumes, labels }) => ({
        Name: name,
        Containers: String(containers),
        Images: String(images),
        Volumes: String(volumes),
        Labels: Object.entries(labels)
          .map(([key, value]) => `${key}=${value}`)
          .join(","),
      })),
  },
});
