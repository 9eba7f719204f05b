import type { Step } from "./plan.ts";

/**
 * The steps of a plan, first those on which the longest chain of others waits: where not all can be done at once, that chain is what the whole
 * takes. Else in the order of the plan.
 */
export function mostAwaitedFirst(steps: readonly Step[]): Step[] {
  const waiting = new Map<string, string[]>();
  for (const { id, after, startsAfter = [] } of steps) {
    for (const earlier of [...after, ...startsAfter]) waiting.set(earlier, [...(waiting.get(earlier) ?? []), id]);
  }
  const lengths = new Map<string, number>();
  const lengthOf = (id: string): number => {
    const known = lengths.get(id);
    if (known !== undefined) return known;
    lengths.set(id, 0); // A circle would never be done, and is not this one's to find.
    const length = 1 + Math.max(0, ...(waiting.get(id) ?? []).map(lengthOf));
    lengths.set(id, length);
    return length;
  };
  return steps.toSorted((a, b) => lengthOf(b.id) - lengthOf(a.id));
}
