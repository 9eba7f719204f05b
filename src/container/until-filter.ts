import { momentMs } from "../moment.ts";
import { type Filters, invalidFilter } from "./filters.ts";

/** Whether a thing was made before the `until` of the filters, if there is one. Throws INVALID_VALUE for several. */
export function untilFilter(filters: Filters): (createdMs: number) => boolean {
  const [until, another] = filters.get("until") ?? [];
  if (another !== undefined) throw invalidFilter(`until=${another}`, "write one until");
  const limitMs = until === undefined ? Number.POSITIVE_INFINITY : momentMs(until);
  return (createdMs) => createdMs < limitMs || limitMs === Number.POSITIVE_INFINITY;
}
