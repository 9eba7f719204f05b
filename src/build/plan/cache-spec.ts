import { csvFields } from "../../csv-fields.ts";
import { normalName } from "../../image/reference.ts";
import { invalidSpec, otherFields, specFields } from "./spec-fields.ts";

/** A cache as BuildKit takes it. Of type `local` `src` and `dest` are still as they were written. */
export interface CacheSpec {
  readonly type: string;
  readonly attrs: Readonly<Record<string, string>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** From buildx, docs: what GitHub tells its runners' steps. */
const githubVariables = {
  token: "ACTIONS_RUNTIME_TOKEN",
  url: "ACTIONS_CACHE_URL",
  url_v2: "ACTIONS_RESULTS_URL",
};

/**
 * `--cache-from`, `--cache-to`: `type=registry,ref=…`, `type=local,src=…`, `type=inline`, `type=gha`, …, or only references of
 * registries. Throws INVALID_VALUE.
 */
export function parseCaches(flag: "cache-from" | "cache-to", text: string, environment: Environment): CacheSpec[] {
  const words = csvFields(text);
  if (words.every((word) => !word.includes("="))) {
    return words.map((ref) => ({ type: "registry", attrs: { ref: normalName(ref) } }));
  }
  const fields = specFields(flag, text);
  const type = fields.get("type");
  if (type === undefined) throw invalidSpec(flag, text, "it has no type", `write type=registry,ref=NAME or type=local`);
  const attrs = otherFields(fields, "type");
  const place = flag === "cache-from" ? "src" : "dest";
  if (type === "local" && !attrs[place])
    throw invalidSpec(flag, text, `it needs a directory`, `write ${place}=DIRECTORY`);
  if (type === "registry" && !attrs["ref"]) throw invalidSpec(flag, text, "it needs a reference", "write ref=NAME");
  if (type === "inline" && flag === "cache-from") {
    throw invalidSpec(flag, text, "an inline cache lies in an image", "write type=registry,ref=NAME of the image");
  }
  return [{ type, attrs: type === "gha" ? { ...githubAttrs(environment), ...attrs } : attrs }];
}

function githubAttrs(environment: Environment): Record<string, string> {
  const known = Object.entries(githubVariables).map(([key, name]) => [key, environment[name] ?? ""] as const);
  return Object.fromEntries(known.filter(([, value]) => value !== ""));
}
