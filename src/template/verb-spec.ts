import { show } from "./print.ts";
import { typeName } from "./type-name.ts";

/** One directive of a format, such as `%-08.3f`, spelled out. */
export interface VerbSpec {
  readonly verb: string;
  readonly plus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  readonly minus: boolean;
  readonly zero: boolean;
  readonly width: number | undefined;
  readonly precision: number | undefined;
}

export function pad(spec: VerbSpec, text: string): string {
  const missing = Math.max(0, (spec.width ?? 0) - [...text].length);
  if (spec.minus) return text + " ".repeat(missing);
  return (spec.zero ? "0" : " ").repeat(missing) + text;
}

/** Zeros go between sign and digits, blanks before both; a precision of its own rules zeros out. */
export function padNumber(spec: VerbSpec, sign: string, digits: string, zeros: boolean): string {
  if (!spec.zero || !zeros) return pad({ ...spec, zero: false }, sign + digits);
  return sign + digits.padStart((spec.width ?? 0) - sign.length, "0");
}

export function signOf(spec: VerbSpec, negative: boolean): string {
  if (negative) return "-";
  if (spec.plus && spec.verb !== "v") return "+";
  return spec.space ? " " : "";
}

/** What Go prints in place of a value that the verb does not fit. */
export function badVerb(spec: VerbSpec, value: unknown): string {
  return `%!${spec.verb}(${typeName(value)}=${show(value)})`;
}
