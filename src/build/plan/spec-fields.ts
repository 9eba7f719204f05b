import { csvFields } from "../../csv-fields.ts";
import { NerdError } from "../../errors.ts";

/** The `key=value` fields of a flag's text, in order; keys are lower case. */
export type SpecFields = ReadonlyMap<string, string>;

/** Reads `type=local,dest=out`. Throws INVALID_VALUE, naming the flag. */
export function specFields(flag: string, text: string): SpecFields {
  const fields = csvFields(text).map((field) => {
    const cut = field.indexOf("=");
    if (cut > 0) return [field.slice(0, cut).trim().toLowerCase(), field.slice(cut + 1)] as const;
    throw invalidSpec(flag, text, `${JSON.stringify(field)} is not key=value`);
  });
  return new Map(fields);
}

export function invalidSpec(flag: string, text: string, problem: string, hint?: string): NerdError {
  const details = hint === undefined ? {} : { hint };
  return new NerdError("INVALID_VALUE", `invalid --${flag} ${JSON.stringify(text)}: ${problem}`, details);
}

/** All fields but these. */
export function otherFields(fields: SpecFields, ...names: readonly string[]): Record<string, string> {
  return Object.fromEntries([...fields].filter(([name]) => !names.includes(name)));
}

/** As Go's strconv.ParseBool; undefined for another text. */
export function parseBool(text: string): boolean | undefined {
  if (/^(1|t|T|true|TRUE|True)$/.test(text)) return true;
  if (/^(0|f|F|false|FALSE|False)$/.test(text)) return false;
  return undefined;
}
