import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type DirectoryState, treeFilter } from "../../buildkit/filesync/tree-filter.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import { type FailedFiles, failureHint } from "./failure-hint.ts";

export interface FailedPlaces {
  /** Absolute paths by BuildKit's names for them. */
  readonly directories: ReadonlyMap<string, string>;
  /** The Dockerfile's in its directory. */
  readonly filename: string | undefined;
}

/** The same error with what to do about it, where that is known and not said yet. */
export function hintedFailure(error: unknown, places: FailedPlaces): unknown {
  if (!isNerdError(error, "BUILD_FAILED") || error.hint !== undefined) return error;
  const { code, message, exitCode, stderr, cause } = error;
  const { hint, suggestions = [] } = failureHint(message, filesOf(places));
  if (hint === undefined && suggestions.length === 0) return error;
  return new NerdError(code, message, {
    ...{ exitCode, suggestions, cause },
    ...(hint !== undefined && { hint }),
    ...(stderr !== undefined && { stderr }),
  });
}

function filesOf({ directories, filename = "Dockerfile" }: FailedPlaces): FailedFiles {
  const context = directories.get("context");
  const ownPlace = directories.get("dockerfile");
  const file = ownPlace === undefined ? undefined : join(ownPlace, filename);
  return {
    dockerfile: textOf(file) ?? "",
    state: (path) => {
      if (context === undefined || !existsSync(join(context, path))) return "absent";
      const rules = (file && textOf(`${file}.dockerignore`)) ?? textOf(join(context, ".dockerignore")) ?? "";
      return isExcluded(path, rules) ? "excluded" : "present";
    },
    neighbours: (path) => (context === undefined ? [] : namesIn(dirname(join(context, path)))),
  };
}

function isExcluded(path: string, rules: string): boolean {
  const filter = treeFilter({ exclude: rules.split(/\r?\n/).filter((line) => !line.startsWith("#")) });
  const names = path.split("/");
  let state: DirectoryState = {};
  for (const index of names.keys()) {
    const isLast = index === names.length - 1;
    const verdict = filter(names.slice(0, index + 1).join("/"), !isLast, state);
    if (isLast || !verdict.isEntered) return !verdict.isWanted;
    state = verdict.state;
  }
  return false;
}

function textOf(path: string | undefined): string | undefined {
  try {
    return path === undefined ? undefined : readFileSync(path, "utf8");
  } catch {
    return undefined; // A hint is no reason for another failure.
  }
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
