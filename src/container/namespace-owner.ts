import type { Context } from "../context.ts";
import { NerdError } from "../errors.ts";
import { containerName, findContainer } from "./record/lookup.ts";
import { isAlive } from "./record/status.ts";
import { ifPresent } from "./wait.ts";

/** A container whose namespaces another one joins. */
export interface NamespaceOwner {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Of its first process; undefined where it does not run. */
  readonly pid: number | undefined;
}

export async function namespaceOwner(
  context: Pick<Context, "engine" | "signal">,
  reference: string,
): Promise<NamespaceOwner> {
  const container = await findContainer(context, reference);
  const task = await ifPresent(context.engine.tasks.get({ id: container.id }, { signal: context.signal }));
  const { id, labels } = container;
  return { id, labels, name: containerName(container), pid: isAlive(task) ? task?.pid : undefined };
}

/** Where the namespace of that kind is found; throws CONTAINER_NOT_RUNNING where nothing holds it. */
export function namespacePath({ name, pid }: NamespaceOwner, kind: "pid" | "ipc" | "net"): string {
  if (pid !== undefined) return `/proc/${pid}/ns/${kind}`;
  throw new NerdError(
    "CONTAINER_NOT_RUNNING",
    `cannot join the ${kind} namespace of a container that is not running: ${name}`,
    { hint: `nerdsh start ${name}` },
  );
}
