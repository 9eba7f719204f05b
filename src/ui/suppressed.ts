export interface Suppressed extends Error {
  /** What failed while cleaning up. */
  readonly error: unknown;
  /** Why there was something to clean up. */
  readonly suppressed: unknown;
}

/** By name: Node 20 has no such class, and what lowers `await using` brings its own. */
export function isSuppressed(error: unknown): error is Suppressed {
  return error instanceof Error && error.name === "SuppressedError" && "suppressed" in error;
}
