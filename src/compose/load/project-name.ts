import { NerdError } from "../../errors.ts";
import { isTreeMap } from "../tree.ts";
import { parseSimpleYaml } from "../yaml/simple-yaml.ts";
import type { DiscoveredProject, ProjectSource } from "./discovery.ts";
import { interpolate } from "./interpolate.ts";

/** The project's name: given, of COMPOSE_PROJECT_NAME, of the last file that says one, or of the directory. */
export function projectName(
  source: ProjectSource,
  { placeName, environment }: DiscoveredProject,
  texts: readonly string[],
): string {
  const given = source.projectName || environment["COMPOSE_PROJECT_NAME"];
  if (given) return checkedName(given);
  const lookup = (name: string) => (Object.hasOwn(environment, name) ? environment[name] : undefined);
  const named = texts
    .map(nameIn)
    .filter((name) => name !== undefined)
    .at(-1);
  const written = named === undefined ? "" : String(interpolate(named, { lookup, onUnset: () => {} }, ["name"]));
  const name = normalizedName(written) || normalizedName(placeName);
  if (name === "")
    throw new NerdError("INVALID_VALUE", "the project has no name", { hint: "give it one with --project-name" });
  return name;
}

/** A name that was given. Throws INVALID_VALUE for one that no project has. */
export function checkedName(given: string): string {
  if (normalizedName(given) === given) return given;
  throw new NerdError("INVALID_VALUE", `invalid project name: ${given}`, {
    hint: "lower-case letters, digits, hyphens and underscores, the first one a letter or a digit",
  });
}

/** What a file says as `name`, before the whole of it is read, since all variables see the name. */
function nameIn(text: string): string | undefined {
  const json = text.trimStart().startsWith("{") ? nameInJson(text) : undefined;
  if (json !== undefined) return json;
  const written = /^(?:name|"name"|'name')\s*:(.*)$/m.exec(text)?.[1] ?? firstInFlow.exec(text)?.[1];
  const root = written === undefined ? undefined : parseSimpleYaml(`name: ${written.trim()}`)?.root;
  const name = root !== undefined && isTreeMap(root) ? root["name"] : undefined;
  return name === undefined || name === null ? undefined : String(name);
}

/** A name that begins a flow mapping. */
const firstInFlow = /^\s*\{\s*(?:name|"name"|'name')\s*:\s*("[^"]*"|'[^']*'|[^\s,{}]+)/;

function nameInJson(text: string): string | undefined {
  try {
    const { name } = JSON.parse(text) as { readonly name?: unknown };
    return typeof name === "string" ? name : undefined;
  } catch (error) {
    // Flow mappings of YAML need not be JSON.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function normalizedName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "")
    .replace(/^[_-]+/, "");
}
