import type { RecordedTask } from "../run-record.ts";

/**
 * What ended last, then of what it needed the one that ended last, and so on: to make the run shorter, begin here. Waits for a free
 * job are not in it.
 */
export function criticalPath(tasks: ReadonlyMap<string, RecordedTask>): readonly string[] {
  const path: string[] = [];
  let next = latest([...tasks.values()]);
  while (next !== undefined && !path.includes(next.id)) {
    path.unshift(next.id);
    next = latest(next.deps.flatMap((id) => tasks.get(id) ?? []));
  }
  return path;
}

function latest(tasks: readonly RecordedTask[]): RecordedTask | undefined {
  const ran = tasks.filter(({ endedMs }) => endedMs !== undefined);
  return ran.reduce<RecordedTask | undefined>(
    (last, task) => (last === undefined || task.endedMs! > last.endedMs! ? task : last), // Of those that have one.
    undefined,
  );
}
