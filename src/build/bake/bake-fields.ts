import { csvLine } from "../../csv-fields.ts";
import { NerdError } from "../../errors.ts";
import { closest } from "../../suggest.ts";

type Kind = "text" | "bool" | "list" | "map";

/** What a target may say, in the words of bake files. */
const kinds = {
  annotations: "list",
  args: "map",
  attest: "list",
  "cache-from": "list",
  "cache-to": "list",
  call: "text",
  context: "text",
  contexts: "map",
  description: "text",
  dockerfile: "text",
  "dockerfile-inline": "text",
  entitlements: "list",
  "extra-hosts": "map",
  inherits: "list",
  labels: "map",
  network: "text",
  "no-cache": "bool",
  "no-cache-filter": "list",
  output: "list",
  platforms: "list",
  pull: "bool",
  secret: "list",
  "shm-size": "text",
  ssh: "list",
  tags: "list",
  target: "text",
  ulimits: "list",
} as const satisfies Record<string, Kind>;

type Value<K extends Kind> = K extends "text"
  ? string
  : K extends "bool"
    ? boolean
    : K extends "list"
      ? readonly string[]
      : Readonly<Record<string, string | null>>;

export type FieldName = keyof typeof kinds;

/** A target with all that it says itself, or in the end inherits. */
export type BakeTarget = { readonly [K in FieldName]?: Value<(typeof kinds)[K]> };

/** How `--set` names some of them. */
const aliases: Readonly<Record<string, FieldName>> = { platform: "platforms", tag: "tags", outputs: "output" };

/** Throws INVALID_VALUE with the nearest name. */
export function fieldName(text: string, where: string): FieldName {
  const name = aliases[text] ?? text;
  if (Object.hasOwn(kinds, name)) return name as FieldName; // It is one of the keys.
  const [near] = closest(text, Object.keys(kinds));
  throw new NerdError("INVALID_VALUE", `${where} has no field ${text}`, near ? { hint: `did you mean ${near}?` } : {});
}

export function fieldKind(name: FieldName): Kind {
  return kinds[name];
}

/** A value from JSON as what the field takes. Objects in lists become `key=value,…`. Throws INVALID_VALUE. */
export function fieldValue(name: FieldName, value: unknown, where: string): unknown {
  switch (kinds[name]) {
    case "text":
      if (isScalar(value)) return String(value);
      break;
    case "bool":
      if (typeof value === "boolean") return value;
      if (value === "true" || value === "false") return value === "true";
      break;
    case "list":
      if (isScalar(value)) return [String(value)];
      if (Array.isArray(value)) return value.filter((item) => item !== null).map((item) => listItem(name, item, where));
      break;
    case "map":
      if (isRecord(value) && Object.values(value).every((each) => each === null || isScalar(each))) {
        return Object.fromEntries(
          Object.entries(value).map(([key, each]) => [key, each === null ? null : String(each)]),
        );
      }
      break;
  }
  throw new NerdError("INVALID_VALUE", `${where}: ${name} is not ${forms[kinds[name]]}`);
}

const forms = { text: "a text", bool: "true or false", list: "a list of texts", map: "an object of texts" } as const;

function listItem(name: FieldName, item: unknown, where: string): string {
  if (isScalar(item)) return String(item);
  if (!isRecord(item)) throw new NerdError("INVALID_VALUE", `${where}: ${name} is not ${forms.list}`);
  if (name === "ssh") {
    const paths = Array.isArray(item["paths"]) ? item["paths"].join(",") : "";
    return `${item["id"] ?? "default"}${paths === "" ? "" : `=${paths}`}`;
  }
  return csvLine(
    Object.entries(item)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => `${key}=${value}`),
  );
}

/** `more` wins: maps key by key, what adds up adds up, all else is replaced. From buildx, bake, "Target.Merge". */
export function mergedTargets(less: BakeTarget, more: BakeTarget): BakeTarget {
  const merged: Record<string, unknown> = { ...less };
  for (const [key, value] of Object.entries(more)) {
    const name = key as FieldName; // The keys of a target.
    const before = less[name];
    if (kinds[name] === "map") merged[name] = { ...(before as object), ...(value as object) };
    else if (adding.has(name)) merged[name] = [...new Set([...((before as string[]) ?? []), ...(value as string[])])];
    else merged[name] = value;
    if (name === "attest") merged[name] = lastOfEachType(merged[name] as readonly string[]);
  }
  return merged as BakeTarget;
}

const adding = new Set<FieldName>([
  ...(["annotations", "attest", "cache-from", "entitlements", "no-cache-filter", "secret", "ssh", "ulimits"] as const),
]);

/** `type=provenance,…` replaces an earlier one in its place. */
function lastOfEachType(attests: readonly string[]): string[] {
  const byType = new Map<string, string>();
  for (const attest of attests) byType.set(/(?:^|,)type=([^,]*)/.exec(attest)?.[1] ?? attest, attest);
  return [...byType.values()];
}

/** Each item of a list once, and none that is empty. */
export function withoutRepeats(target: BakeTarget): BakeTarget {
  const entries = Object.entries(target).map(([name, value]) => {
    return [name, Array.isArray(value) ? [...new Set(value)].filter((item) => item !== "") : value];
  });
  return Object.fromEntries(entries) as BakeTarget; // The same fields.
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
