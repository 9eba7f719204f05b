import type { Context } from "../context.ts";
import { exitOf } from "./record/container-state.ts";
import { readLife } from "./record/lifecycle.ts";
import { statePaths } from "./record/state-directory.ts";
import { ifPresent, waitForExit } from "./wait.ts";

/** The exit status of a container, once it has one; one that never ran has status 0, as in Docker. */
export async function exitCodeOfContainer(
  { engine, settings, signal }: Pick<Context, "engine" | "settings" | "signal">,
  id: string,
): Promise<number> {
  const exit = await ifPresent(waitForExit(engine, { id }, { signal }));
  const { lifecycle } = statePaths({ ...settings, namespace: engine.namespace }, id);
  return (exit ?? exitOf(undefined, readLife(lifecycle)))?.exitCode ?? 0;
}
