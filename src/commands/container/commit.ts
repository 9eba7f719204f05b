import { defineCommand } from "../define-command.ts";

const lazy = "commit writes plain layers: convert the image";

export const commitCommand = defineCommand({
  name: "commit",
  summary: "Make an image of what a container has become",
  args: { container: "required", repository: "optional" },
  interspersed: true,
  flags: {
    author: { type: "string", short: "a", value: "author", summary: 'Who made it, such as "Ada <ada@example.com>"' },
    change: {
      type: "list",
      short: "c",
      value: "instruction",
      summary: 'Change its config by an instruction of a Dockerfile: CMD ["serve"]',
    },
    compression: { type: "string", default: "gzip", choices: ["gzip", "zstd"], summary: "Of the new layer" },
    format: { type: "string", choices: ["docker", "oci"], summary: "Of the manifest; that of its base where absent" },
    message: { type: "string", short: "m", summary: "A comment for the image's history" },
    pause: { type: "bool", short: "p", default: true, summary: "Let its processes stand still meanwhile" },
  },
  refused: {
    estargz: lazy,
    "estargz-compression-level": lazy,
    "estargz-chunk-size": lazy,
    "estargz-min-chunk-size": lazy,
    zstdchunked: lazy,
    "zstdchunked-compression-level": lazy,
    "zstdchunked-chunk-size": lazy,
  },
  examples: ["commit web my-web:fixed", "commit web", 'commit -c \'CMD ["nginx", "-t"]\' web my-web:test'],
  async execute(context, { container, repository, author, message, pause, change, compression, format }) {
    const { findContainer } = await import("../../container/record/lookup.ts");
    const { commitContainer } = await import("../../container/commit.ts");
    const options = { tag: repository, author, message, pause, changes: change, compression, format };
    return await commitContainer(context, await findContainer(context, container), options);
  },
  output: { kind: "lines", lines: ({ configDigest }) => [configDigest] },
});
