/** Twelve digits, without the algorithm: enough to tell layers apart on a screen. */
export function shortDigest(digest: string): string {
  return digest.slice(digest.indexOf(":") + 1).slice(0, 12);
}
