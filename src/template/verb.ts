import { formatFloat } from "./float-verb.ts";
import { quoteWith } from "./go-quote.ts";
import { formatInteger } from "./integer-verb.ts";
import { typeName } from "./type-name.ts";
import { entriesOf, kindOf } from "./value.ts";
import { badVerb, pad, type VerbSpec } from "./verb-spec.ts";

/** One value under one verb; lists, maps and records apply it to each of their parts, as in Go. */
export function formatVerb(spec: VerbSpec, value: unknown): string {
  if (spec.verb === "T") return pad(spec, typeName(value));
  switch (kindOf(value)) {
    case "none":
    case "nil":
      return spec.verb === "v" ? pad(spec, "<nil>") : `%!${spec.verb}(<nil>)`;
    case "bool":
      return spec.verb === "t" || spec.verb === "v" ? pad(spec, String(value)) : badVerb(spec, value);
    case "int":
      // JavaScript cannot tell 1.0 from 1, so an int is welcome where Go wants a float.
      if ("eEfFgG".includes(spec.verb)) return formatFloat(spec, Number(value));
      return formatInteger(spec, BigInt(value as number | bigint));
    case "float":
      return formatFloat(spec, value as number);
    case "string":
      return formatText(spec, value as string);
    case "list":
      return formatList(spec, value as unknown[]);
    case "map":
      return formatMap(spec, value as object);
    case "record":
      return formatRecord(spec, value as object);
    case "function":
      return badVerb(spec, value);
  }
}

function formatText(spec: VerbSpec, text: string): string {
  const cut = spec.precision === undefined ? text : [...text].slice(0, spec.precision).join("");
  switch (spec.verb) {
    case "v":
      return pad(spec, spec.sharp ? quoteWith('"', cut) : cut);
    case "s":
      return pad(spec, cut);
    case "q":
      return pad(spec, spec.sharp && !cut.includes("`") ? `\`${cut}\`` : quoteWith('"', cut, { ascii: spec.plus }));
    case "x":
    case "X":
      return pad(spec, hexText(spec, Buffer.from(text).subarray(0, spec.precision)));
    default:
      return badVerb(spec, text);
  }
}

function hexText(spec: VerbSpec, bytes: Uint8Array): string {
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(spec.space ? " " : "");
  const prefix = spec.sharp && digits !== "" ? "0x" : "";
  return spec.verb === "X" ? (prefix + digits).toUpperCase() : prefix + digits;
}

function formatList(spec: VerbSpec, items: readonly unknown[]): string {
  const parts = items.map((item) => formatVerb(spec, item));
  return isGoSyntax(spec) ? `${typeName(items)}{${parts.join(", ")}}` : `[${parts.join(" ")}]`;
}

function formatMap(spec: VerbSpec, map: object): string {
  const parts = entriesOf(map).map(([key, entry]) => `${formatVerb(spec, key)}:${formatVerb(spec, entry)}`);
  return isGoSyntax(spec) ? `${typeName(map)}{${parts.join(", ")}}` : `map[${parts.join(" ")}]`;
}

function formatRecord(spec: VerbSpec, record: object): string {
  const named = spec.verb === "v" && (spec.plus || spec.sharp);
  const parts = entriesOf(record).map(([key, entry]) => (named ? `${key}:` : "") + formatVerb(spec, entry));
  return isGoSyntax(spec) ? `struct{${parts.join(", ")}}` : `{${parts.join(" ")}}`;
}

function isGoSyntax(spec: VerbSpec): boolean {
  return spec.verb === "v" && spec.sharp;
}
