import { plainScalar } from "../yaml/plain-scalar.ts";

/** Words that are booleans in YAML 1.1, and base 60: Go quotes them, so that older parsers read text. */
const older =
  /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?)$/;
const timestamp = /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt ]\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?: ?Z|[-+]\d{1,2}(?::?\d{2})?)?)?$/;

/** Text that needs no quotes, and is none of the words that mean something else: what most keys and names are. */
const simple = /^(?!(?:y|yes|on|n|no|off|true|false|null)$)[a-z][a-z0-9_-]*(?:[:/.][a-z][a-z0-9_-]*)*$/;

/** Text as a scalar of one line: plain where it stays text, else quoted as Go's yaml.v3 does. */
export function yamlString(value: string): string {
  if (simple.test(value)) return value;
  const isText =
    value !== "<<" && typeof plainScalar(value) === "string" && !older.test(value) && !timestamp.test(value);
  if (!isText || value.includes("\n")) return doubleQuoted(value);
  if (isPlain(value)) return value;
  return /\t/.test(value) || hasSpecial(value) ? doubleQuoted(value) : `'${value.replaceAll("'", "''")}'`;
}

/** A number as Go writes a float: past six digits before the point, whole floats have an exponent, which whole numbers have not. */
export function yamlFloat(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (value === Infinity) return ".inf";
  if (value === -Infinity) return "-.inf";
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value);
  const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 21) return String(value);
  return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

function isPlain(value: string): boolean {
  if (/^ | $|\t/.test(value) || hasSpecial(value)) return false;
  if (/^(?:---|\.\.\.)/.test(value)) return false;
  if (/^[#,[\]{}&*!|>'"%@`]/.test(value) || /^[?:-](?: |$)/.test(value)) return false;
  return !/: |:$| #/.test(value);
}

/** What Go's yaml.v3 takes for not printable; of what lies past 16 bits, all. */
export function hasSpecial(value: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what cannot be printed.
  return /[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]/.test(value);
}

const escapes: Readonly<Record<string, string>> = {
  "\0": "\\0",
  "\x07": "\\a",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
  "\x1b": "\\e",
  '"': '\\"',
  "\\": "\\\\",
  "\x85": "\\N",
  "\u2028": "\\L",
  "\u2029": "\\P",
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: what cannot be printed.
const escaped = /["\\\x00-\x1f\x7f-\x9f\ufeff\ufffe\uffff\u2028\u2029]|[\u{10000}-\u{10ffff}]/gu;

function doubleQuoted(value: string): string {
  return `"${value.replace(escaped, escapeOf)}"`;
}

function escapeOf(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const known = escapes[char];
  if (known !== undefined) return known;
  if (code < 0x100) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).toUpperCase().padStart(digits, "0");
}
