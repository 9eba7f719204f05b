import { closeSync, openSync, readSync } from "node:fs";
import { isInside, knowsSecrets, longestForm } from "./known-secrets.ts";

const pieceBytes = 2 ** 20;

/** Whether a secret that is known, or a form of one, is in a file of any size. */
export function isSecretInFile(path: string): boolean {
  if (!knowsSecrets()) return false;
  const overlap = longestForm() - 1;
  const piece = Buffer.allocUnsafe(pieceBytes + overlap);
  const descriptor = openSync(path, "r");
  try {
    for (let kept = 0; ; ) {
      const count = readSync(descriptor, piece, kept, pieceBytes, null);
      if (count === 0) return false;
      const bytes = piece.subarray(0, kept + count);
      if (isInside(bytes)) return true;
      kept = Math.min(overlap, bytes.length);
      piece.copyWithin(0, bytes.length - kept, bytes.length);
    }
  } finally {
    closeSync(descriptor);
  }
}
