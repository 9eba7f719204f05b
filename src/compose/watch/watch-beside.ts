import type { Context } from "../../context.ts";
import type { NamedLine } from "../logs/requested-logs.ts";
import type { Project } from "../project.ts";
import { warn, watchProject } from "./watch.ts";
import { watchRules } from "./watch-rule.ts";

interface WatchedRun {
  readonly services: readonly string[];
  readonly lines: AsyncIterable<NamedLine>;
}

/** The lines of a project that runs in front of the caller, which is watched for as long as they come. Throws as `watchRules` does. */
export function watchBeside(
  context: Context,
  project: Project,
  { services, lines }: WatchedRun,
): AsyncIterable<NamedLine> {
  const watched = services.filter((name) => project.services[name]?.develop?.watch?.length);
  watchRules(project, watched);
  return watchedLines(context, project, { services: watched, lines });
}

async function* watchedLines(
  context: Context,
  project: Project,
  { services, lines }: WatchedRun,
): AsyncGenerator<NamedLine, void, undefined> {
  const over = new AbortController();
  const signal = AbortSignal.any([context.signal, over.signal]);
  const watching = watchProject({ ...context, signal }, project, { services, quiet: false });
  // Awaited below, which may be long after.
  watching.catch((error: unknown) => {
    if (!signal.aborted) warn(context, error);
  });
  try {
    yield* lines;
  } finally {
    over.abort();
    await watching.catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}
