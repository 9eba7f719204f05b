import { createHash, type Hash } from "node:crypto";
import { NerdError } from "../errors.ts";

/** In each algorithm that OCI registers (image spec, descriptor, "Registered algorithms"). */
const digest = /^(sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/;

/** `sha256:<64 hex digits>` and its longer relatives, lower case, nothing around it. */
export function isDigest(text: string): boolean {
  return digest.test(text);
}

export function digestOf(bytes: Uint8Array | string, algorithm = "sha256"): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`;
}

/** A running hash in the algorithm of `digest`. */
export function hashFor(digest: string): Hash {
  return createHash(algorithmOf(digest));
}

export function digestMismatch(what: string, expected: string, actual: string): NerdError {
  return new NerdError("DIGEST_MISMATCH", `${what} is not what its digest says: expected ${expected}, got ${actual}`, {
    hint: "the registry, or something on the way to it, changed the content; nothing of it was kept",
  });
}

export function algorithmOf(digest: string): string {
  return digest.slice(0, digest.indexOf(":"));
}
