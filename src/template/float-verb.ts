import { showFloat, twoDigitExponent } from "./print.ts";
import { badVerb, pad, padNumber, signOf, type VerbSpec } from "./verb-spec.ts";

export function formatFloat(spec: VerbSpec, value: number): string {
  const magnitude = Math.abs(value);
  const negative = value < 0 || Object.is(value, -0);
  if (!Number.isFinite(value)) {
    const plus = spec.plus || (spec.verb === "v" && !Number.isNaN(value)) ? "+" : "";
    return pad({ ...spec, zero: false }, Number.isNaN(value) ? "NaN" : `${negative ? "-" : plus || "+"}Inf`);
  }
  const digits = digitsOf(spec, magnitude);
  return digits === undefined ? badVerb(spec, value) : padNumber(spec, signOf(spec, negative), digits, true);
}

function digitsOf({ verb, precision }: VerbSpec, magnitude: number): string | undefined {
  switch (verb) {
    case "e":
      return twoDigitExponent(magnitude.toExponential(precision ?? 6));
    case "f":
    case "F":
      return fixed(magnitude, precision ?? 6);
    case "g":
    case "v":
      return general(magnitude, precision);
    case "E":
      return twoDigitExponent(magnitude.toExponential(precision ?? 6)).toUpperCase();
    case "G":
      return general(magnitude, precision).toUpperCase();
    default:
      return undefined;
  }
}

/** Half way between two texts, Go takes the even one and JavaScript the larger. */
function fixed(magnitude: number, precision: number): string {
  // toFixed gives up at 1e21, where a double has no fraction left.
  if (magnitude >= 1e21) return BigInt(magnitude).toString() + (precision > 0 ? `.${"0".repeat(precision)}` : "");
  const places = Math.min(100, precision + 40);
  const exact = magnitude.toFixed(places);
  const cut = exact.length - (places - precision);
  const below = exact.slice(0, cut).replace(/\.$/, "");
  return /^50*$/.test(exact.slice(cut)) && /[02468]$/.test(below) ? below : magnitude.toFixed(precision);
}

/** The shortest text, or at most `precision` digits, in either case without trailing zeros. */
function general(magnitude: number, precision: number | undefined): string {
  if (precision === undefined) return showFloat(magnitude);
  const digits = Math.max(1, precision);
  const [mantissa = "", power = "0"] = magnitude.toExponential(digits - 1).split("e");
  const exponent = Number(power);
  if (exponent >= -4 && exponent < digits) return withoutZeros(fixed(magnitude, digits - 1 - exponent));
  return twoDigitExponent(`${withoutZeros(mantissa)}e${power}`);
}

function withoutZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
