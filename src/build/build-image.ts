import { buildFiles } from "./context/build-files.ts";
import { solveDraft } from "./plan/solve-plan.ts";
import type { BuiltImage } from "./result/finished-build.ts";
import { type BuildContext, type BuildOptions, runBuild } from "./run-build.ts";

/**
 * Builds a Dockerfile to its outputs: by default an image in the store here, unpacked, with all its names. Emits `build.*`. Throws
 * BUILD_FAILED with the Dockerfile's lines and the last output, CONTEXT_NOT_FOUND, DOCKERFILE_NOT_FOUND, SECRET_UNAVAILABLE,
 * INVALID_VALUE, BUILDER_UNAVAILABLE, DISK_FULL. Cancelled, the build ends at the builder too; a name is set last, to a whole image.
 */
export async function buildImage(context: BuildContext, options: BuildOptions): Promise<BuiltImage> {
  return await runBuild(context, options, async () => {
    const files = await buildFiles(context, options);
    return { ...files, request: (plan, caches) => solveDraft(plan, files.attrs, caches) };
  });
}
