import { join } from "node:path";
import type { Context } from "../../context.ts";
import { lockFile } from "../../store/file-lock.ts";

/** Held by who changes what a project is, so that two of them come one after the other. The kernel gives it back when its holder dies. */
export async function lockProject(
  { engine, settings, signal }: Pick<Context, "engine" | "settings" | "signal">,
  project: string,
): Promise<AsyncDisposable> {
  return await lockFile(join(settings.dataStore, "compose", engine.namespace, `${project}.lock`), { signal });
}
