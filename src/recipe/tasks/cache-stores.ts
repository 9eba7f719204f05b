import { NerdError } from "../../errors.ts";

/** A registry that keeps results of tasks. */
export interface CacheRegistry {
  /** `registry.example.com:5000`, as in image names. */
  readonly domain: string;
  readonly repository: string;
  readonly canWrite: boolean;
}

/**
 * The registries in `local,registry://host/repository?mode=ro`; the local store is always there, and is asked first. Throws
 * INVALID_VALUE for anything else.
 */
export function cacheRegistries(text: string): CacheRegistry[] {
  const stores = text.split(",").map((store) => store.trim());
  return stores.filter((store) => store !== "" && store !== "local").map((store) => cacheRegistry(store));
}

function cacheRegistry(store: string): CacheRegistry {
  const [, domain, repository, query = ""] = /^registry:\/\/([^/?@]+)\/([^?]+?)\/?(?:\?(.*))?$/.exec(store) ?? [];
  const parameters = new URLSearchParams(query);
  const mode = parameters.get("mode") ?? "rw";
  parameters.delete("mode");
  const isName = repository !== undefined && /^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/.test(repository);
  if (domain === undefined || !isName || parameters.size > 0 || !["ro", "rw"].includes(mode)) {
    const hint = "local, registry://host/repository, or registry://host/repository?mode=ro";
    throw new NerdError("INVALID_VALUE", `not a store of results: ${store}`, { hint });
  }
  return { domain, repository, canWrite: mode === "rw" };
}
