import type { Context } from "../context.ts";
import type { StoredContainer } from "../engine/containers.ts";

/** Of `start`: from where a container goes on, instead of beginning. */
export interface AskedCheckpoint {
  readonly checkpoint: string | undefined;
  readonly checkpointDir: string | undefined;
}

/** The directory of criu's files, where a checkpoint was asked for; only then is anything of checkpoints loaded. */
export async function askedCheckpoint(
  context: Pick<Context, "engine" | "settings" | "cwd">,
  container: StoredContainer,
  { checkpoint: name, checkpointDir: directory }: AskedCheckpoint,
): Promise<string | undefined> {
  if (name === undefined) return undefined;
  const { checkpointPath } = await import("./checkpoint.ts");
  return await checkpointPath(context, container, { name, directory });
}
