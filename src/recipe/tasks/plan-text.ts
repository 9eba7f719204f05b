import { alignedRows } from "../../commands/aligned-rows.ts";
import type { LocalCache } from "../../task/cache/local-cache.ts";
import type { TaskNode } from "../../task/graph.ts";

/** What would happen to each task, and why, a line each; of `shown` only, where it is given. */
export async function planText(
  nodes: Iterable<TaskNode>,
  cache: Pick<LocalCache, "find">,
  shown?: ReadonlySet<string>,
): Promise<string> {
  const running = new Set<string>();
  const rows: string[][] = [];
  for (const node of nodes) {
    const { hit, reason } = await cache.find(node);
    const before = node.deps.filter((dep) => running.has(dep));
    const isGroup = node.task.fn === undefined;
    if (!hit && !isGroup) running.add(node.id);
    if (shown?.has(node.id) === false) continue;
    const after = before.length > 0 ? `; ${before.join(", ")} would run before it` : "";
    rows.push([node.id, isGroup ? "a group" : hit ? `cached: ${reason}${after}` : `would run: ${reason}${after}`]);
  }
  return alignedRows(rows);
}
