import { findContainer } from "../../container/record/lookup.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import type { ApplyContext } from "./apply-context.ts";

/** As it was when the project was observed; one that a step has made is asked for. */
export async function recordOf(
  { context, observed }: ApplyContext,
  { id, name }: { id?: string; name: string },
): Promise<StoredContainer> {
  const known = id === undefined ? undefined : observed.records.get(id);
  return known ?? (await findContainer(context, id ?? name));
}
