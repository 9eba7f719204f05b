import { ambientSession, ambientSettings } from "../../api/ambient.ts";
import { createPull } from "../../api/pull.ts";
import { isNerdError } from "../../errors.ts";
import { taskCacheDirectory } from "../../task/cache/cache-directory.ts";
import { LocalCache, type LocalCacheOptions } from "../../task/cache/local-cache.ts";
import { type CacheRegistry, cacheRegistries } from "./cache-stores.ts";

/** Whoever waits for it could have run the task. */
const retries = { attempts: 3, baseMs: 100, capMs: 1_000 };

export interface TaskCacheOptions
  extends Pick<LocalCacheOptions, "argsOf" | "force" | "recipe" | "logOf" | "replay" | "warn"> {
  readonly cacheDir: string;
  readonly signal: AbortSignal;
  /** As `--cache` has it; `$NERDSH_CACHE` where absent. */
  readonly stores: string | undefined;
}

/** Inputs and outputs are below the directory that the recipe runs in, as its commands do. */
export async function openTaskCache({ cacheDir, signal, stores, ...options }: TaskCacheOptions): Promise<LocalCache> {
  const registries = cacheRegistries(stores ?? process.env["NERDSH_CACHE"] ?? "");
  return new LocalCache({
    ...options,
    directory: taskCacheDirectory(cacheDir),
    root: process.cwd(),
    environment: process.env,
    remotes: await Promise.all(registries.map((registry) => registryResults(registry, signal))),
    imageDigest: (image) => imageDigest(image, signal),
  });
}

async function registryResults({ domain, repository, canWrite }: CacheRegistry, signal: AbortSignal) {
  const { RegistryResults } = await import("../../task/cache/registry-results.ts");
  const name = `${domain}/${repository}`;
  return new RegistryResults({
    ...{ name, repository, canWrite, signal },
    async open() {
      const { openRegistry } = await import("../../registry/open-registry.ts");
      return await openRegistry(domain, await ambientSettings(), { retries });
    },
    warn({ message }) {
      process.stderr.write(`warning: the cache in ${name}: ${message.split("\n")[0]}\n`);
    },
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
