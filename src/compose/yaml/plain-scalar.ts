import type { Tree } from "../tree.ts";

const words = new Map<string, Tree>([
  ["", null],
  ["~", null],
  ["null", null],
  ["Null", null],
  ["NULL", null],
  ["true", true],
  ["True", true],
  ["TRUE", true],
  ["false", false],
  ["False", false],
  ["FALSE", false],
  [".nan", Number.NaN],
  [".NaN", Number.NaN],
  [".NAN", Number.NaN],
]);
for (const infinite of [".inf", ".Inf", ".INF"]) {
  words.set(infinite, Infinity);
  words.set(`+${infinite}`, Infinity);
  words.set(`-${infinite}`, -Infinity);
}

const float = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;

/**
 * What a scalar without quotes means to Go's yaml.v3, whose rules lie between YAML 1.1 and 1.2: `yes` and `22:22` are text, and
 * `0o17` as well as `017` are 15. Timestamps stay text.
 */
export function plainScalar(text: string): Tree {
  const first = text.charCodeAt(0);
  const isNumeric = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46;
  if (!isNumeric) return words.has(text) ? words.get(text)! : text;
  if (words.has(text)) return words.get(text)!;
  const digits = text.includes("_") ? text.replaceAll("_", "") : text;
  return wholeNumber(digits) ?? (float.test(digits) ? Number(digits) : text);
}

function wholeNumber(digits: string): number | bigint | undefined {
  const [, sign = "", body = ""] =
    /^([-+]?)(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)$/.exec(digits) ?? [];
  if (body === "") return undefined;
  const value = BigInt(/^0[0-7]+$/.test(body) ? `0o${body.slice(1)}` : body);
  const signed = sign === "-" ? -value : value;
  // Past 64 bits Go has a float, and so has JavaScript past 2^53, where digits would be lost.
  if (signed >= 1n << 64n || signed < -(1n << 63n)) return Number(signed);
  return signed >= -BigInt(Number.MAX_SAFE_INTEGER) && signed <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(signed)
    : signed;
}
