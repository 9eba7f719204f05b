import { type Filters, invalidFilter } from "./filters.ts";
import { toLogTime } from "./logs/log-time.ts";

/** Whether a thing was made before the `until` of the filters, if there is one. Throws INVALID_VALUE for several. */
export function untilFilter(filters: Filters): (createdMs: number) => boolean {
  const [until, another] = filters.get("until") ?? [];
  if (another !== undefined) throw invalidFilter(`until=${another}`, "write one until");
  const limitMs = until === undefined ? Number.POSITIVE_INFINITY : Date.parse(toLogTime(until));
  return (createdMs) => createdMs < limitMs || limitMs === Number.POSITIVE_INFINITY;
}
