/** What is nerdsh's alone, where `$NERDSH_ROOT` names no other directory. */
export const systemRoot = "/var/lib/nerdsh";

/** What may be deleted at any time, below the root. */
export function cacheDirectory(root: string): string {
  return `${root}/cache`;
}
