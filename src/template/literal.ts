import { Fault } from "./fault.ts";

const namedEscapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  '"': '"',
  "'": "'",
};

/** The text of a quoted string or character, as Go's strconv.Unquote reads it. */
export function unquote(written: string): string {
  const quote = written.charAt(0);
  const inner = written.slice(1, -1);
  if (quote === "`") return inner;
  // Neighbouring byte escapes may be the bytes of one character, so a run of them is decoded at once.
  return inner.replace(
    /((?:\\x[0-9a-fA-F]{2}|\\[0-7]{3})+)|\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\(.?)/gs,
    (whole, ...groups: (string | undefined)[]) => {
      const [bytes, short, long, name] = groups;
      if (bytes !== undefined) return fromByteEscapes(bytes);
      const digits = short ?? long;
      if (digits !== undefined) return fromCodePoint(Number.parseInt(digits, 16), whole);
      const plain = namedEscapes[name ?? ""];
      const foreign = (name === "'" && quote === '"') || (name === '"' && quote === "'");
      if (plain === undefined || foreign) throw new Fault(`unknown escape ${whole} in ${written}`);
      return plain;
    },
  );
}

function fromByteEscapes(text: string): string {
  const bytes = [...text.matchAll(/\\x(..)|\\(...)/g)].map(([, hex, octal]) =>
    hex === undefined ? Number.parseInt(octal ?? "", 8) : Number.parseInt(hex, 16),
  );
  return Buffer.from(bytes).toString("utf8");
}

function fromCodePoint(code: number, written: string): string {
  if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) throw new Fault(`not a character: ${written}`);
  return String.fromCodePoint(code);
}

/** `'x'` is the number of its character, as a rune is in Go. */
export function characterCode(written: string): number {
  const characters = [...unquote(written)];
  const code = characters[0]?.codePointAt(0);
  if (characters.length !== 1 || code === undefined) throw new Fault(`malformed character constant: ${written}`);
  return code;
}

const decimal = /^(?:\d+(?:_\d+)*)?(?:\.(?:\d+(?:_\d+)*)?)?(?:[eE][+-]?\d+)?$/;
const prefixed = /^0(?:[xX](?:_?[0-9a-fA-F])+|[bB](?:_?[01])+|[oO]?(?:_?[0-7])+)$/;

/** Go's number literals, but for imaginary ones and hexadecimal floats; integers past 2^53 become a bigint. */
export function parseNumber(written: string): number | bigint {
  const negative = written.startsWith("-");
  const digits = written.replace(/^[+-]/, "");
  const plain = digits.replaceAll("_", "");
  if (prefixed.test(digits)) return signed(BigInt(plain.replace(/^0(?=\d)/, "0o")), negative);
  if (!decimal.test(digits)) throw new Fault(`bad number: ${written}`);
  if (/^\d+$/.test(plain)) return signed(BigInt(plain), negative);
  return negative ? -Number(plain) : Number(plain);
}

function signed(magnitude: bigint, negative: boolean): number | bigint {
  const value = negative ? -magnitude : magnitude;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
