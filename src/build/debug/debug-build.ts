import { randomBytes } from "node:crypto";
import { BuildFailure } from "../../buildkit/build-failure.ts";
import { isNerdError, type NerdError } from "../../errors.ts";
import { buildImage } from "../build-image.ts";
import type { BuildInput } from "../build-input.ts";
import type { BuildContext } from "../run-build.ts";
import { type StageBefore, type StageOptions, stageBefore } from "./stage-before.ts";

/** An image to have a shell in, which the caller removes. */
export interface DebugImage {
  readonly name: string;
  /** Why, and where; undefined where nothing failed and it is the result. */
  readonly failed?: { readonly error: NerdError; readonly instruction: string };
}

/**
 * Builds, and where a step fails, builds the state before it: from the cache, by the same Dockerfile up to that step. So it works with
 * every BuildKit, and for every instruction. What has no state before it is thrown as it is.
 */
export async function debugBuild(
  context: BuildContext,
  input: BuildInput,
  { image }: StageOptions = {},
): Promise<DebugImage> {
  const name = `nerdsh-debug:${randomBytes(6).toString("hex")}`;
  const build = { ...input, tags: [name], outputs: [], push: false, load: true };
  try {
    await buildImage(context, build);
    return { name };
  } catch (error) {
    const before = stageOf(error, image);
    if (before === undefined) throw error;
    const { file: _, noCache: __, pull: ___, ...same } = build;
    await buildImage(context, { ...same, target: undefined, dockerfile: before.dockerfile });
    return { name, failed: { error: error as NerdError, instruction: before.instruction } }; // As `stageOf` has seen.
  }
}

function stageOf(error: unknown, image: string | undefined): StageBefore | undefined {
  if (!isNerdError(error, "BUILD_FAILED") || !(error.cause instanceof BuildFailure)) return undefined;
  const { sources, vertex } = error.cause;
  const [source] = sources;
  const ranges = (source?.ranges ?? []).filter(({ start }) => start.line > 0);
  if (vertex === undefined || source === undefined || ranges.length === 0) return undefined;
  const first = Math.min(...ranges.map(({ start }) => start.line));
  const last = Math.max(...ranges.map(({ start, end }) => Math.max(start.line, end.line)));
  return stageBefore(new TextDecoder().decode(source.text), { first, last }, { image });
}
