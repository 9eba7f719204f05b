import type { BakeFile } from "../../build/bake/bake-file.ts";
import { alignedRows } from "../aligned-rows.ts";
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
    list: {
      type: "string",
      value: "targets|variables",
      summary: "Show the targets and groups, or the variables; type=variables,format=json is JSON",
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
    "bake --list targets",
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
    if (options.list !== undefined) return await listing(file, options.list);
    const plan = bakePlan(file, options.target, overrides);
    if (options.print) {
      const { printedPlan } = await import("../../build/bake/bake-print.ts");
      return jsonText(printedPlan(plan));
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
    lines: (text) => (text === undefined ? [] : [text]),
  },
});

async function listing(file: BakeFile, asked: string): Promise<string> {
  const { bakeListing, parseListRequest } = await import("../../build/bake/bake-list.ts");
  const request = parseListRequest(asked);
  const listed = bakeListing(file, request);
  return listed.kind === "table" ? alignedRows(listed.rows).trimEnd() : jsonText(listed.objects);
}

const jsonText = (value: object) => JSON.stringify(value, null, 2);
