import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import type { BakeFile } from "../../build/bake/bake-file.ts";
import type { BuildInput } from "../../build/build-input.ts";
import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";

export interface BakeDefinitions {
  readonly file: BakeFile;
  /** Of a compose file's services: what a bake file has no words for. */
  readonly extras: ReadonlyMap<string, Partial<BuildInput>>;
}

const composeNames = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
const bakeNames = ["docker-bake.json", "docker-bake.hcl", "docker-bake.override.json", "docker-bake.override.hcl"];

/** Reads the files that are named, else those that are there, as buildx looks for them. Throws BAKE_INVALID, INVALID_VALUE, COMPOSE_INVALID. */
export async function bakeDefinitions(context: Context, named: readonly string[]): Promise<BakeDefinitions> {
  const { cwd } = context;
  const found =
    named.length > 0 ? named : [...composeNames, ...bakeNames].filter((name) => existsSync(resolve(cwd, name)));
  if (found.length === 0) {
    throw new NerdError(
      "INVALID_VALUE",
      "nothing to bake: no docker-bake.hcl, no docker-bake.json and no compose file here",
      {
        hint: "write one, or name it with -f",
      },
    );
  }
  const compose = found.filter(isCompose);
  const services = compose.length === 0 ? undefined : await composeDefinitions(context, compose);
  const others = found.filter((each) => !isCompose(each));
  if (others.length === 0 && services !== undefined) return services;
  const sources = [];
  for (const file of others) sources.push({ file, text: await readDefinition(context, file) });
  const [{ mergedBakeFiles }, { evaluatedFiles }, { standardFunctions }] = await Promise.all([
    import("../../build/bake/bake-file.ts"),
    import("../../build/bake/hcl/evaluated-files.ts"),
    import("../../build/bake/hcl/functions/standard.ts"),
  ]);
  const { formatPlatform, hostPlatform } = await import("../../image/platform.ts");
  const { environment } = context;
  const file = evaluatedFiles(sources, {
    environment,
    builtIn: { BAKE_CMD_CONTEXT: "cwd://", BAKE_LOCAL_PLATFORM: formatPlatform(hostPlatform()) },
    functions: standardFunctions({ homeDirectory: environment["HOME"] ?? homedir(), now: () => new Date() }),
  });
  return services === undefined
    ? { file, extras: new Map() }
    : { file: mergedBakeFiles(services.file, file), extras: services.extras };
}

function isCompose(name: string): boolean {
  return /\.ya?ml$/.test(name);
}

async function readDefinition({ cwd, stdio }: Context, name: string): Promise<string> {
  if (name === "-" && stdio !== undefined) return await text(stdio.stdin);
  try {
    return await readFile(resolve(cwd, name), "utf8");
  } catch (cause) {
    throw new NerdError("INVALID_VALUE", `the bake file cannot be read: ${name}`, { cause });
  }
}

/** Services that are built are targets, and all of them the default. */
async function composeDefinitions(context: Context, files: readonly string[]): Promise<BakeDefinitions> {
  const { projectOf } = await import("../compose/project-source.ts");
  const [{ buildInput }, { bakeTarget }] = await Promise.all([
    import("../../compose/service/build-input.ts"),
    import("../../build/bake/bake-input.ts"),
  ]);
  const options = { file: files, projectName: undefined, profile: ["*"], envFile: [], projectDirectory: undefined };
  const project = await projectOf(context, options);
  const names = Object.keys(project.services).filter((name) => project.services[name]?.build !== undefined);
  const inputs = names.map((name) => [name, buildInput(project, name)] as const);
  const targets = inputs.map(([name, input]) => [name, bakeTarget(input)] as const);
  const extras = inputs.map(
    ([name, { secretValues, provenance, sbom }]) => [name, { secretValues, provenance, sbom }] as const,
  );
  return {
    file: { variables: [], groups: new Map([["default", { targets: names }]]), targets: new Map(targets) },
    extras: new Map(extras),
  };
}
