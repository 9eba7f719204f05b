import type { Engine } from "../engine/engine.ts";
import type { TaskState } from "../engine/tasks.ts";
import { signalByDeputy } from "../platform/deputy/processes.ts";

/**
 * Sends a signal to a container's first process. The engine starts runc for that, which takes as long as the end of the container: where the
 * process is surely the container's, as its cgroup says, the kernel is asked at once. NOT_FOUND where it has exited.
 */
export async function signalTask(
  engine: Engine,
  { id, task: { pid, status } }: { readonly id: string; readonly task: TaskState },
  signal: number,
  options: { readonly signal?: AbortSignal; readonly all?: boolean } = {},
): Promise<void> {
  // What is paused gets none until runc has it go on; and what is only made is in no hurry.
  if (status === "RUNNING" && (await signalByDeputy(pid, signal, id))) return;
  await engine.tasks.kill({ id }, signal, options);
}
