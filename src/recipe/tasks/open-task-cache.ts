import { ambientSession } from "../../api/ambient.ts";
import { createPull } from "../../api/pull.ts";
import { isNerdError } from "../../errors.ts";
import { taskCacheDirectory } from "../../task/cache/cache-directory.ts";
import { LocalCache, type LocalCacheOptions } from "../../task/cache/local-cache.ts";

export interface TaskCacheOptions extends Pick<LocalCacheOptions, "argsOf" | "force" | "recipe" | "logOf" | "replay"> {
  readonly cacheDir: string;
  readonly signal: AbortSignal;
}

/** Inputs and outputs are below the directory that the recipe runs in, as its commands do. */
export async function openTaskCache({ cacheDir, signal, ...options }: TaskCacheOptions): Promise<LocalCache> {
  return new LocalCache({
    ...options,
    directory: taskCacheDirectory(cacheDir),
    root: process.cwd(),
    environment: process.env,
    imageDigest: (image) => imageDigest(image, signal),
  });
}

/** Of an image that is not here it has to be fetched: what a task will run with is part of its key. */
async function imageDigest(name: string, signal: AbortSignal): Promise<string> {
  const { resolveImage } = await import("../../image/lookup.ts");
  const context = { ...(await ambientSession()), signal };
  try {
    return (await resolveImage(context, name)).digest;
  } catch (error) {
    if (!isNerdError(error, "UNKNOWN_IMAGE") && !isNerdError(error, "IMAGE_NOT_PRESENT")) throw error;
    await createPull(ambientSession)(name).signal(signal);
    return (await resolveImage(context, name)).digest;
  }
}
