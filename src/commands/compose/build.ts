import { buildCommand } from "../builder/build.ts";
import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { projectOf } from "./project-source.ts";

export const composeBuildCommand = defineCommand({
  name: "compose build",
  summary: "Build the images of services",
  args: { service: "rest" },
  interspersed: true,
  flags: {
    ...composeFlags,
    "build-arg": { type: "pairs", summary: "Set a variable of the build; a bare NAME copies the caller's" },
    check: { type: "bool", summary: "Only say what would be built" },
    compress: { type: "bool", summary: "Accepted for Docker's sake: only what has changed is sent" },
    "force-rm": { type: "bool", summary: "Accepted for Docker's sake: builds leave no containers" },
    "no-cache": { type: "bool", summary: "Take nothing from the builder's cache" },
    "no-rm": { type: "bool", summary: "Accepted for Docker's sake: builds leave no containers" },
    print: { type: "bool", summary: "The same as --check" },
    progress: buildCommand.flags.progress,
    provenance: { type: "string", summary: "Attest how images were built" },
    pull: { type: "bool", summary: "Ask registries for base images" },
    push: { type: "bool", summary: "Push the images, too" },
    quiet: { type: "bool", short: "q", summary: "Show no progress" },
    sbom: { type: "string", summary: "Attest what images consist of" },
    ssh: { type: "list", summary: "Agents for the build: default, or ID=SOCKET" },
    "with-dependencies": { type: "bool", summary: "Also services that they depend on" },
  },
  refused: {
    ...composeRefused,
    builder: "there is one builder: $BUILDKIT_HOST, or nerdsh's own",
    memory: "BuildKit has no limit of memory for one build",
  },
  examples: ["compose build", "compose build --no-cache web"],
  async execute(context, options) {
    const { service, withDependencies } = options;
    const project = await projectOf(context, options, { services: service });
    const { buildServices } = await import("../../compose/build.ts");
    return await buildServices(context, project, {
      services: withDependencies ? [] : service,
      dryRun: options.dryRun || options.check || options.print,
      parallel: options.parallel,
      choices: {
        args: options.buildArg,
        noCache: options.noCache,
        pull: options.pull,
        push: options.push,
        ssh: options.ssh,
        provenance: options.provenance,
        sbom: options.sbom,
      },
    });
  },
  output: { kind: "lines", lines: (planned) => planned },
});
