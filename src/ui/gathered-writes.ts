import type { Write } from "./renderer.ts";

export interface GatheredWrites {
  readonly write: Write;
  /** Writes what has been gathered: before the process ends, or something else is written to the same place. */
  flush(): void;
}

/**
 * Texts that follow each other at once, without anything that is waited for in between, in one write: a thousand lines are a thousand system
 * calls where stdout is a file. What code that blocks or ends the process comes after has been written before it, as that is a later call.
 */
export function gatheredWrites(write: Write): GatheredWrites {
  let gathered = "";
  const flush = () => {
    if (gathered === "") return;
    const text = gathered;
    gathered = "";
    write(text);
  };
  return {
    write(text) {
      if (gathered === "") queueMicrotask(flush);
      gathered += text;
    },
    flush,
  };
}
