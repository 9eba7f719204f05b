import type { Context } from "../../context.ts";
import { type ContainerSummary, listContainers } from "./list.ts";

/** What `ps` lists, newest first. What filters need is loaded only where there are some: most lists have none. */
export async function findListed(
  context: Pick<Context, "engine" | "settings" | "signal">,
  { all, filter }: { readonly all: boolean; readonly filter: readonly string[] },
): Promise<ContainerSummary[]> {
  if (filter.length === 0) return await listContainers(context, { all });
  const [{ parseFilters }, { containerFilterKeys }, { filteredContainers }] = await Promise.all([
    import("../filters.ts"),
    import("./filter.ts"),
    import("./filter-facts.ts"),
  ]);
  return await filteredContainers(context, { all, filters: parseFilters(filter, containerFilterKeys) });
}
