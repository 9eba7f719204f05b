import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, resolve } from "node:path";
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

/** Reads the files that are named, else those that are there, as buildx looks for them. Throws UNSUPPORTED, INVALID_VALUE, COMPOSE_INVALID. */
export async function bakeDefinitions(context: Context, named: readonly string[]): Promise<BakeDefinitions> {
  const { cwd } = context;
  const found =
    named.length > 0 ? named : [...composeNames, ...bakeNames].filter((name) => existsSync(resolve(cwd, name)));
  if (found.length === 0) {
    throw new NerdError("INVALID_VALUE", "nothing to bake: no docker-bake.json and no compose file here", {
      hint: "write one, or name it with -f",
    });
  }
  const { mergedBakeFiles, parseBakeFile, hclRefused } = await import("../../build/bake/bake-file.ts");
  const compose = found.filter(isCompose);
  const services = compose.length === 0 ? undefined : await composeDefinitions(context, compose);
  const others: BakeFile[] = [];
  for (const name of found.filter((each) => !isCompose(each))) {
    if (extname(name) === ".hcl") throw hclRefused(name);
    others.push(parseBakeFile(await readDefinition(context, name), name));
  }
  const file = mergedBakeFiles([...(services === undefined ? [] : [services.file]), ...others]);
  return { file, extras: services?.extras ?? new Map() };
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
  const target = Object.fromEntries(inputs.map(([name, input]) => [name, escaped(bakeTarget(input))]));
  const extras = inputs.map(
    ([name, { secretValues, provenance, sbom }]) => [name, { secretValues, provenance, sbom }] as const,
  );
  return {
    file: { variable: {}, group: { default: { targets: names } }, target },
    extras: new Map(extras),
  };
}

/** Variables of a compose file are filled in already. */
function escaped(value: object): Record<string, unknown> {
  const copy: unknown = JSON.parse(JSON.stringify(value).replaceAll("${", "$${"));
  return copy as Record<string, unknown>; // The copy of an object.
}
