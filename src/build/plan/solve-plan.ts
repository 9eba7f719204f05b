import type { SolveDraft } from "../../buildkit/solve.ts";
import type { BuildInput } from "../build-input.ts";
import { type CacheSpec, parseCaches } from "./cache-spec.ts";
import { entitlements } from "./entitlements.ts";
import { type ExporterPlan, exporterPlan, type ImageWay } from "./exporter-plan.ts";
import { type BuildSurroundings, frontendAttrs } from "./frontend-attrs.ts";
import { parseBool } from "./spec-fields.ts";

export interface SolvePlan extends ExporterPlan {
  readonly frontendAttrs: Readonly<Record<string, string>>;
  readonly entitlements: readonly string[];
  readonly cacheImports: readonly CacheSpec[];
  readonly cacheExports: readonly CacheSpec[];
}

/** The whole of a build but for its files, from its options; nothing is looked up. Throws INVALID_VALUE, UNSUPPORTED, MISSING_ARGUMENT. */
export function solvePlan(input: BuildInput, surroundings: BuildSurroundings, way: ImageWay): SolvePlan {
  const { environment } = surroundings;
  const attrs = frontendAttrs(input, surroundings);
  const cacheTo = (input.cacheTo ?? []).flatMap((text) => parseCaches("cache-to", text, environment));
  // What Dockerfiles' users knew before there was --cache-to.
  const isInline = parseBool(attrs["build-arg:BUILDKIT_INLINE_CACHE"] ?? "false") === true;
  return {
    ...exporterPlan(input, way),
    frontendAttrs: attrs,
    entitlements: entitlements(input),
    cacheImports: (input.cacheFrom ?? []).flatMap((text) => parseCaches("cache-from", text, environment)),
    cacheExports:
      isInline && !cacheTo.some(({ type }) => type === "inline")
        ? [...cacheTo, { type: "inline", attrs: {} }]
        : cacheTo,
  };
}

/** The plan as BuildKit takes it, with where its files are, and caches' places made absolute. */
export function solveDraft(
  plan: SolvePlan,
  files: Readonly<Record<string, string>>,
  caches: { readonly imports: readonly CacheSpec[]; readonly exports: readonly CacheSpec[] },
): SolveDraft {
  const imports = caches.imports.map(({ type, attrs }) => ({ Type: type, Attrs: attrs }));
  return {
    frontend: "dockerfile.v0",
    frontendAttrs: {
      ...plan.frontendAttrs,
      ...files,
      // The frontend asks for them, and so must know them itself.
      ...(imports.length > 0 && { "cache-imports": JSON.stringify(imports) }),
    },
    exporters: plan.exporters,
    entitlements: [...plan.entitlements],
    cache: { imports: caches.imports.map(copied), exports: caches.exports.map(copied) },
  };
}

/** The same for a graph of steps: what an image says of its containers is not in there, and goes to the exporters. */
export function definitionDraft(
  plan: SolvePlan,
  definition: NonNullable<SolveDraft["definition"]>,
  imageConfig: string,
  caches: { readonly imports: readonly CacheSpec[]; readonly exports: readonly CacheSpec[] },
): SolveDraft {
  const isImage = (type: string | undefined) => type === "image" || type === "oci" || type === "docker";
  return {
    definition,
    exporters: plan.exporters.map(({ type, attrs }) => {
      return isImage(type) ? { type, attrs: { ...attrs, "containerimage.config": imageConfig } } : { type, attrs };
    }),
    entitlements: [...plan.entitlements],
    cache: { imports: caches.imports.map(copied), exports: caches.exports.map(copied) },
  };
}

function copied({ type, attrs }: CacheSpec): { type: string; attrs: Record<string, string> } {
  return { type, attrs: { ...attrs } };
}
