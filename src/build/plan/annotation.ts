import { NerdError } from "../../errors.ts";
import { formatPlatform, parsePlatform } from "../../image/platform.ts";

const kinds = ["manifest", "index", "manifest-descriptor", "index-descriptor"];

/** `KEY=VALUE`, `index:KEY=VALUE`, `manifest[linux/amd64],index:KEY=VALUE` as attributes of exporters. Throws INVALID_VALUE. */
export function annotationAttrs(annotations: readonly string[]): Record<string, string> {
  return Object.fromEntries(annotations.flatMap(attrsOf));
}

function attrsOf(text: string): (readonly [string, string])[] {
  const [, prefix, key, value] =
    /^(?:([a-z-]+(?:\[[^\]]*\])?(?:,[a-z-]+(?:\[[^\]]*\])?)*):)?([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) throw invalid(text, "write [TYPE:]KEY=VALUE");
  // `org.example:key=value` has a colon of its own: only known types make a prefix.
  const places = prefix?.split(",").map((place) => /^([a-z-]+)(?:\[(.*)\])?$/.exec(place) ?? []);
  if (places === undefined) return [[`annotation.${key}`, value]];
  const unknown = places.find(([, kind = ""]) => !kinds.includes(kind));
  if (unknown !== undefined) {
    if (places.length === 1 && unknown[2] === undefined) return [[`annotation.${prefix}:${key}`, value]];
    throw invalid(text, `types are ${kinds.join(", ")}`);
  }
  return places.map(([, kind = "", platform]) => {
    const suffix = platform === undefined ? "" : `[${formatPlatform(parsePlatform(platform))}]`;
    if (suffix !== "" && kind.startsWith("index")) throw invalid(text, "an index is of no platform");
    const name = kind === "manifest" ? "annotation" : `annotation-${kind}`;
    return [`${name}${suffix}.${key}`, value];
  });
}

function invalid(text: string, hint: string): NerdError {
  return new NerdError("INVALID_VALUE", `not an annotation: ${JSON.stringify(text)}`, { hint });
}
