import { isPrintable, quoteWith } from "./go-quote.ts";
import { badVerb, pad, padNumber, signOf, type VerbSpec } from "./verb-spec.ts";

const bases: Readonly<Record<string, readonly [radix: number, prefix: string]>> = {
  b: [2, "0b"],
  o: [8, "0"],
  O: [8, "0o"],
  d: [10, ""],
  v: [10, ""],
  x: [16, "0x"],
  X: [16, "0X"],
};

export function formatInteger(spec: VerbSpec, value: bigint): string {
  const base = bases[spec.verb];
  if (!base) return formatCharacter(spec, value);
  const [radix, prefix] = base;
  const lower = (value < 0n ? -value : value).toString(radix);
  const digits = (spec.verb === "X" ? lower.toUpperCase() : lower).padStart(spec.precision ?? 1, "0");
  const shown = spec.precision === 0 && value === 0n ? "" : digits;
  const marked = spec.verb === "O" || spec.sharp ? prefix : "";
  return padNumber(spec, signOf(spec, value < 0n) + marked, shown, spec.precision === undefined);
}

function formatCharacter(spec: VerbSpec, value: bigint): string {
  const valid = value >= 0n && value <= 0x10ffffn && !(value >= 0xd800n && value < 0xe000n);
  const character = valid ? String.fromCodePoint(Number(value)) : "\uFFFD";
  if (spec.verb === "c") return pad(spec, character);
  if (spec.verb === "q") return pad(spec, quoteWith("'", character, { ascii: spec.plus }));
  if (spec.verb !== "U") return badVerb(spec, value);
  const code = `U+${value.toString(16).toUpperCase().padStart(4, "0")}`;
  return pad(spec, spec.sharp && isPrintable(character) ? `${code} '${character}'` : code);
}
