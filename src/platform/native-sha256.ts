import { bun } from "./bun/bun.ts";
import { runtimeName } from "./runtime.ts";

/**
 * SHA-256 of a text in hexadecimal digits, by the runtime itself: undefined where it has none but node:crypto's, for which Bun loads streams, a
 * tenth of a project's `up` that has nothing to do.
 */
export function nativeSha256(text: string): string | undefined {
  return runtimeName === "bun" ? bun().SHA256.hash(text, "hex") : undefined;
}
