import type { Context } from "../context.ts";
import { lockExisting } from "../store/file-lock.ts";
import { statePaths } from "./record/state-directory.ts";

/**
 * Held by who starts a container again, or cleans up after its exit: the two must not meet. Undefined where the container has no state, and
 * so nothing that could be started.
 */
export async function lockContainer(
  { engine, settings }: Pick<Context, "engine" | "settings">,
  id: string,
  signal?: AbortSignal,
): Promise<AsyncDisposable | undefined> {
  const { directory } = statePaths({ ...settings, namespace: engine.namespace }, id);
  return await lockExisting(directory, { signal });
}
