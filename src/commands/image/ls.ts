import { defineCommand } from "../define-command.ts";

export const imagesCommand = defineCommand({
  name: "images",
  summary: "List images",
  args: { image: "optional" },
  interspersed: true,
  flags: {
    all: { type: "bool", short: "a", summary: "Accepted for Docker's sake: there are no hidden images" },
    digests: { type: "bool", summary: "Show digests too" },
    filter: {
      type: "filters",
      short: "f",
      summary: "Only those that match: before, dangling, label, reference, since, until",
    },
    format: { type: "string", summary: "json, table, wide, or a Go template" },
    names: { type: "bool", summary: "Show full names instead of repositories and tags" },
    "no-trunc": { type: "bool", summary: "Show ids in full" },
    quiet: { type: "bool", short: "q", summary: "Only ids" },
  },
  refused: { tree: "a row for each platform that is here is shown as it is: images --format wide" },
  examples: [
    "images",
    "images nginx",
    "images --filter dangling=true -q",
    "images --format '{{.Repository}}: {{.Size}}'",
  ],
  async execute(context, { image, filter, noTrunc, quiet }) {
    const { listImages } = await import("../../image/list/list.ts");
    const { imageFilter } = await import("../../image/list/filter.ts");
    const { imageFields } = await import("../../image/list/fields.ts");
    const rows = await listImages(context, { sizes: !quiet });
    const matches = imageFilter({ texts: filter, name: image }, rows);
    const nowMs = Date.now();
    return rows.filter(matches).map((row) => imageFields(row, { noTrunc, nowMs }));
  },
  output: {
    kind: "table",
    headings: {
      Repository: "REPOSITORY",
      Tag: "TAG",
      Digest: "DIGEST",
      ID: "IMAGE ID",
      Name: "NAME",
      CreatedSince: "CREATED",
      CreatedAt: "CREATED AT",
      Size: "SIZE",
      BlobSize: "BLOB SIZE",
      Platform: "PLATFORM",
      Containers: "CONTAINERS",
      SharedSize: "SHARED SIZE",
      UniqueSize: "UNIQUE SIZE",
    },
    columns: ({ digests, names }) => columns({ digests, names }),
    wide: ({ names }) => [...columns({ digests: true, names }), "BlobSize", "Platform"],
    quiet: "ID",
    rows: (rows) => rows,
  },
});

function columns({ digests, names }: { digests: boolean; names: boolean }): string[] {
  const name = names ? ["Name"] : ["Repository", "Tag"];
  return [...name, ...(digests ? ["Digest"] : []), "ID", "CreatedSince", "Size"];
}
