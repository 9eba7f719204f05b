import { BuildFailure } from "../../buildkit/build-failure.ts";
import type { StatusResponse } from "../../buildkit/protocol.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import type { Emit } from "../../events.ts";
import { BuildSteps, type FailedStep } from "./build-steps.ts";
import { sourceExcerpt } from "./source-excerpt.ts";
import { statusJson } from "./status-json.ts";

export interface BuildProgressOptions {
  readonly emit: Emit;
  /** What the events name as their build. */
  readonly build?: string | undefined;
  /** Also emits each of BuildKit's messages as it is: what `--progress rawjson` shows. */
  readonly isRaw?: boolean | undefined;
}

/** Tells of a build, or of several at once that number their steps as one. */
export interface BuildProgress {
  /** For `solve`'s `onStatus`; `target` says whose steps they are, where there are several builds. */
  listen(target?: string): (status: StatusResponse) => void;
  /** The build is over. Gives the error to throw, which shows the Dockerfile's lines and the last output where the builder said which. */
  finish(): void;
  finish(error: unknown): unknown;
}

export function buildProgress({ emit, build = "build", isRaw = false }: BuildProgressOptions): BuildProgress {
  const steps = new BuildSteps(build);
  const startedMs = Date.now();
  return {
    listen: (target) => (status) => {
      if (isRaw) emit({ type: "build.status", build, status: statusJson(status) });
      for (const event of steps.take(status, target)) emit(event);
    },
    finish: (error?: unknown) => {
      for (const event of steps.end(Date.now())) emit(event);
      const outcome = error === undefined ? "done" : isCancelled(error) ? "cancelled" : "failed";
      emit({ type: "build.finished", build, outcome, elapsedMs: Date.now() - startedMs });
      return explained(error, steps);
    },
  };
}

function isCancelled(error: unknown): boolean {
  return isNerdError(error, "CANCELLED") || (error instanceof Error && error.name === "AbortError");
}

/** The same error with what is known of its place, as `stderr`: the last lines of the step, then those of the Dockerfile. */
function explained(error: unknown, steps: BuildSteps): unknown {
  if (!isNerdError(error) || !(error.cause instanceof BuildFailure) || error.stderr !== undefined) return error;
  const { sources, vertex } = error.cause;
  const excerpts = sources.flatMap((source) => sourceExcerpt(source) ?? []);
  const stderr = [...outputOf(steps.failed(vertex)), ...excerpts].join("\n");
  if (stderr === "") return error;
  const { code, message, hint, exitCode, suggestions, cause } = error;
  return new NerdError(code, message, { ...{ exitCode, suggestions, cause, stderr }, ...(hint && { hint }) });
}

function outputOf(step: FailedStep | undefined): string[] {
  if (step === undefined) return [];
  return ["------", ` > ${step.name}:`, ...step.lastLines, "------"];
}
