import { alignedRows } from "./aligned-rows.ts";

/** `Label:  value`, one a line with the values under each other; what has no value is left out. */
export function labelledLines(
  pairs: readonly (readonly [label: string, value: string | number | undefined])[],
  indent = 0,
): string {
  const present = pairs.filter(([, value]) => value !== undefined);
  return alignedRows(
    present.map(([label, value]) => [`${label}:`, String(value)]),
    indent,
  );
}
