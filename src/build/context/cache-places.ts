import { resolve } from "node:path";
import { type LayoutDescriptor, layoutDescriptor, tagLayout } from "../../buildkit/layout-index.ts";
import type { ContentStore } from "../../buildkit/session/content.ts";
import { contentDirectory } from "../../buildkit/session/content-directory.ts";
import type { Context } from "../../context.ts";
import type { CacheSpec } from "../plan/cache-spec.ts";
import type { SolvePlan } from "../plan/solve-plan.ts";

/** Caches with their places as BuildKit must be told them, and the stores of those that are directories here. */
export interface CachePlaces {
  readonly imports: readonly CacheSpec[];
  readonly exports: readonly CacheSpec[];
  readonly stores: ReadonlyMap<string, ContentStore>;
  /** Gives caches that were written to directories their tags. */
  finish(response: Readonly<Record<string, string>>): Promise<void>;
}

/** What BuildKit says of the cache that it has written, a descriptor as JSON. */
const manifestKey = "cache.manifest";

/** A directory that holds no cache yet is none to read: the first build of a CI is such a one, and is warned of. */
export async function cachePlaces(
  { cwd, emit }: Pick<Context, "cwd" | "emit">,
  { cacheImports, cacheExports }: Pick<SolvePlan, "cacheImports" | "cacheExports">,
): Promise<CachePlaces> {
  const stores = new Map<string, ContentStore>();
  const written: { readonly directory: string; readonly tag: string }[] = [];
  const imports: CacheSpec[] = [];
  for (const spec of cacheImports) {
    const { src, tag = "latest", ...attrs } = spec.attrs;
    if (spec.type !== "local" || src === undefined) {
      imports.push(spec);
      continue;
    }
    const directory = resolve(cwd, src);
    const digest = attrs["digest"] ?? (await layoutDescriptor(directory, tag))?.digest;
    if (digest === undefined) {
      emit({ type: "warning", code: "CONTEXT_NOT_FOUND", message: `no cache in ${src} yet: nothing is taken from it` });
      continue;
    }
    stores.set(`local:${directory}`, contentDirectory(directory));
    imports.push({ type: "local", attrs: { ...attrs, src: directory, digest } });
  }
  const exports = cacheExports.map((spec) => {
    const { dest, tag = "latest", ...attrs } = spec.attrs;
    if (spec.type !== "local" || dest === undefined) return spec;
    const directory = resolve(cwd, dest);
    stores.set(`local:${directory}`, contentDirectory(directory));
    written.push({ directory, tag });
    return { type: "local", attrs: { ...attrs, dest: directory } };
  });
  return {
    ...{ imports, exports, stores },
    finish: async (response) => {
      const text = response[manifestKey];
      if (text === undefined) return;
      const descriptor = JSON.parse(text) as LayoutDescriptor; // BuildKit's own JSON.
      for (const { directory, tag } of written) await tagLayout(directory, tag, descriptor);
    },
  };
}
