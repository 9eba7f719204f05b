import type { BytePatterns } from "./byte-patterns.ts";
import { SecretMasker, secretPatterns } from "./secret-masker.ts";

/** All secrets that this process has met: whatever writes must hide them, and nobody could hand them to everyone who does. */
const values = new Set<string>();
let patterns: BytePatterns | undefined;
let isStale = false;

export function rememberSecret(value: string): void {
  if (value === "" || values.has(value)) return;
  values.add(value);
  isStale = true;
}

/** Whether the text is one of them, and nothing else. */
export function isKnownSecret(text: string): boolean {
  return values.has(text);
}

export function knowsSecrets(): boolean {
  return values.size > 0;
}

/** Of a stream: hides what is known by the time it is written. */
export function streamMasker(): SecretMasker {
  return new SecretMasker(knownPatterns);
}

/** The text with `***` for each secret in it. */
export function maskedText(text: string): string {
  if (!isInside(text)) return text;
  const masker = streamMasker();
  return Buffer.concat([masker.write(Buffer.from(text)), masker.end()]).toString();
}

/** Whether a secret, or a form of one, is in a whole file or text. */
export function isInside(text: Uint8Array | string): boolean {
  const known = knownPatterns();
  if (known === undefined) return false;
  let isFound = false;
  known.find(typeof text === "string" ? Buffer.from(text) : text, () => {
    isFound = true;
    return true;
  });
  return isFound;
}

/** Bytes of the longest form of one. */
export function longestForm(): number {
  return knownPatterns()?.longest ?? 0;
}

function knownPatterns(): BytePatterns | undefined {
  if (isStale) patterns = secretPatterns(values);
  isStale = false;
  return patterns;
}
