import { maskedText } from "../secrets/known-secrets.ts";

/** One line of JSON without the secrets that this process knows. What JSON has no word for becomes text. */
export function jsonLine(value: object): string {
  return `${JSON.stringify(value, (_, part: unknown) => plain(part))}\n`;
}

/** The value as JSON can carry it; undefined where it cannot: it is circular, or a function. */
export function jsonValue(value: unknown): unknown {
  try {
    const text = JSON.stringify(value, (_, part: unknown) => plain(part));
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined; // Circular, or with a getter that throws: its text is all there is.
  }
}

function plain(part: unknown): unknown {
  if (typeof part === "string") return maskedText(part);
  if (typeof part === "bigint") return String(part);
  if (part instanceof Map) return Object.fromEntries(part);
  if (part instanceof Set) return [...part];
  return part;
}
