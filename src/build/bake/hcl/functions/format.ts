import { type FunctionTable, variadic } from "../function-table.ts";
import { Problem } from "../source.ts";
import { isList, numberText, toBool, toNumber, toText, type Value } from "../value.ts";
import { jsonText } from "../value-json.ts";
import { graphemes } from "./text.ts";

export const formatFunctions: FunctionTable = {
  format: variadic(["text"], "any", ([format], args) => formatted(format, args)),
  formatlist: variadic(["text"], "any", ([format], args) => {
    const lengths = new Set(args.filter(isList).map(({ length }) => length));
    if (lengths.size > 1) throw new Problem("the lists are not of one length");
    const [count = 1] = lengths;
    return Array.from({ length: count }, (_, index) =>
      formatted(
        format,
        args.map((arg) => (isList(arg) ? (arg[index] ?? null) : arg)),
      ),
    );
  }),
};

interface Verb {
  readonly raw: string;
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly letter: string;
}

const pattern = /%(?:(%)|([-+ 0#]*)(\d*)(?:\.(\d+))?(?:\[(\d+)\])?([a-zA-Z])|)/g;
const widthLimit = 10_000;

/** As cty, stdlib, "Format": the verbs of Go, of which `%v` is by the value's kind and `%#v` JSON. Throws a Problem. */
function formatted(format: string, args: readonly Value[]): string {
  let next = 0;
  let highest = 0;
  let isIndexed = false;
  const text = format.replace(pattern, (raw, ...groups) => {
    const [percent, flags = "", width, precision, index, letter] = groups as (string | undefined)[]; // As many as the pattern has.
    if (percent !== undefined) return "%";
    if (letter === undefined)
      throw new Problem("a % in the format has no verb after it", { hint: "a percent sign is %%" });
    isIndexed ||= index !== undefined;
    const at = index === undefined ? next : Number(index) - 1;
    if (at < 0 || at >= args.length) throw new Problem(`there is no value for ${raw}`);
    next = at + 1;
    highest = Math.max(highest, next);
    const verb = {
      raw,
      flags,
      letter,
      width: Number(width || 0),
      precision: precision === undefined ? undefined : Number(precision),
    };
    if (verb.width > widthLimit || (verb.precision ?? 0) > 100) throw new Problem(`${raw} is too wide`);
    return padded(verb, rendered(verb, args[at] ?? null));
  });
  if (highest < args.length && !isIndexed) throw new Problem(`there are ${args.length} values for ${highest} verbs`);
  return text;
}

function rendered(verb: Verb, value: Value): string {
  const { letter, precision, flags, raw } = verb;
  if (letter === "v") {
    if (flags.includes("#") || value === null || typeof value === "object") return jsonText(value);
    return typeof value === "number" ? general(value, undefined) : toText(value);
  }
  if (value === null) throw new Problem(`null has no form for ${raw}`);
  switch (letter) {
    case "t":
      return String(toBool(value));
    case "s":
    case "q": {
      const text = precision === undefined ? toText(value) : graphemes(toText(value)).slice(0, precision).join("");
      return letter === "s" ? text : jsonText(text);
    }
    case "b":
    case "d":
    case "o":
    case "x":
    case "X":
      return signed(verb, integerText(toNumber(value), letter));
    case "e":
    case "E":
      return signed(verb, scientific(toNumber(value), precision ?? 6, letter));
    case "f":
      return signed(verb, toNumber(value).toFixed(precision ?? 6));
    case "g":
    case "G":
      return signed(
        verb,
        letter === "G" ? general(toNumber(value), precision).toUpperCase() : general(toNumber(value), precision),
      );
    default:
      throw new Problem(`there is no verb ${raw}`);
  }
}

const bases: Readonly<Record<string, number>> = { b: 2, d: 10, o: 8, x: 16, X: 16 };

function integerText(number: number, letter: string): string {
  if (!Number.isInteger(number)) throw new Problem(`${numberText(number)} is no whole number`);
  const text = number.toString(bases[letter]);
  return letter === "X" ? text.toUpperCase() : text;
}

function scientific(number: number, precision: number | undefined, letter: string): string {
  const text = number.toExponential(precision).replace(/e([-+])(\d)$/, "e$10$2");
  return letter === "E" ? text.toUpperCase() : text;
}

/** Go's %g: with an exponent where that is below -4, or as large as the precision, which is 6 where the shortest form is asked for. */
function general(number: number, precision: number | undefined): string {
  const rounded = precision === undefined ? number : Number(number.toPrecision(Math.max(precision, 1)));
  const [mantissa = "", exponent = "0"] = rounded.toExponential().split("e");
  const digits = mantissa.replace(/[-.]/g, "").length;
  const isShort = precision !== undefined && precision > digits && digits >= Number(exponent) + 1;
  const most = precision === undefined ? 6 : isShort ? digits : Math.max(precision, 1);
  if (Number(exponent) < -4 || Number(exponent) >= most) return scientific(rounded, undefined, "e");
  return numberText(rounded);
}

function signed({ flags }: Verb, text: string): string {
  if (text.startsWith("-")) return text;
  return (flags.includes("+") ? "+" : flags.includes(" ") ? " " : "") + text;
}

function padded({ flags, width, letter }: Verb, text: string): string {
  const missing = width - graphemes(text).length;
  if (missing <= 0) return text;
  if (flags.includes("-")) return text + " ".repeat(missing);
  if (!flags.includes("0")) return " ".repeat(missing) + text;
  const sign = /[bdoxXeEfgG]/.test(letter) ? (/^[-+ ]/.exec(text)?.[0] ?? "") : "";
  return sign + "0".repeat(missing) + text.slice(sign.length);
}
