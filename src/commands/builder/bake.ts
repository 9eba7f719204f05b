import { defineCommand } from "../define-command.ts";
import { builderHost, solveFlags } from "./builder-flags.ts";

export const bakeCommand = defineCommand({
  name: "bake",
  summary: "Build the targets of a bake file, or the services of a compose file, all at once",
  args: { target: "rest" },
  interspersed: true,
  flags: {
    ...solveFlags,
    file: {
      type: "list",
      short: "f",
      value: "file",
      summary: "docker-bake.hcl, docker-bake.json or compose files; - is HCL or JSON on stdin",
    },
    load: { type: "bool", summary: "Put images into the store here, whatever other outputs there are" },
    "metadata-file": {
      type: "string",
      value: "file",
      summary: "Write what is known of the results to a file, as JSON",
    },
    print: { type: "bool", summary: "Show what would be built, as JSON" },
    push: { type: "bool", summary: "Push the images once they are built" },
    set: { type: "list", summary: "Change a field of the targets that fit: PATTERN.FIELD[.KEY]=VALUE" },
  },
  examples: [
    "bake",
    "bake app tests --set '*.args.VERSION=1.2'",
    "bake --print release",
    "bake -f docker-bake.json -f docker-bake.ci.json --push",
  ],
  async execute(context, options) {
    const [{ bakeDefinitions }, { bakePlan }, { parseOverride }] = await Promise.all([
      import("./bake-definitions.ts"),
      import("../../build/bake/bake-plan.ts"),
      import("../../build/bake/bake-overrides.ts"),
    ]);
    const overrides = options.set.map(parseOverride);
    const { file, extras } = await bakeDefinitions(context, options.file);
    const plan = bakePlan(file, options.target, overrides);
    if (options.print) {
      const { printedPlan } = await import("../../build/bake/bake-print.ts");
      return printedPlan(plan);
    }
    const { bake } = await import("../../build/bake/bake.ts");
    const { provenance, sbom, push, load, noCache, pull, progress, metadataFile } = options;
    await bake(context, plan, {
      input: {
        host: builderHost(options),
        ...(provenance !== undefined && { provenance }),
        ...(sbom !== undefined && { sbom }),
        ...(push && { push }),
        ...(load && { load }),
        ...(noCache && { noCache }),
        ...(pull && { pull }),
      },
      ...{ extras, metadataFile, rawStatus: progress === "rawjson" },
    });
    return undefined;
  },
  output: {
    kind: "lines",
    lines: (printed) => (printed === undefined ? [] : [JSON.stringify(printed, null, 2)]),
  },
});
