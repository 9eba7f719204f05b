import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { projectSource, warnTo } from "./project-source.ts";

export const composePublishCommand = defineCommand({
  name: "compose publish",
  summary: "Push the images that services build, and the project's files as an OCI artifact",
  args: { repository: "required" },
  interspersed: true,
  flags: {
    ...composeFlags,
    "oci-version": {
      type: "string",
      choices: ["1.0", "1.1"],
      summary: "Of the image specification; the newest that the registry takes where none is said",
    },
    "resolve-image-digests": { type: "bool", summary: "Add a file that names images by their digests" },
    "with-env": { type: "bool", summary: "Publish values of variables, too" },
    yes: { type: "bool", short: "y", summary: "Accepted for Docker's scripts: nothing is asked" },
  },
  refused: { ...composeRefused, app: "images are not packed into the artifact" },
  examples: ["compose publish registry.example/team/shop:1.0", "compose publish --resolve-image-digests team/shop"],
  async execute(context, options) {
    const { loadProject } = await import("../../compose/load/load-project.ts");
    const { publishProject } = await import("../../compose/publish/publish.ts");
    const source = await projectSource(context, options);
    const project = await loadProject(source, { warn: warnTo(context) });
    return await publishProject(context, project, { ...options, standardInput: source.standardInput });
  },
  output: { kind: "lines", lines: (lines) => lines },
});
