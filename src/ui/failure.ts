import { dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { isNerdError } from "../errors.ts";
import { type Colors, noColors } from "./colors.ts";
import { commandFailure } from "./command-failure.ts";
import { isSuppressed } from "./suppressed.ts";

const here = fileURLToPath(import.meta.url);
/** The whole of `src/`, or of the bundle, whose shared parts lie in `chunks/`. */
const ownDirectory = `${dirname(here).replace(/\/(ui|chunks)$/, "")}/`;
/** What Bun has kept compiled of this program (platform/bun/kept-parts.ts). */
const keptParts = /\/nerdsh\/code\/bun-[^/]+\/parts\.js$/;

/** The exit status that an uncaught `error` ends a program with. */
export function exitCodeOf(error: unknown): number {
  if (isSuppressed(error)) return exitCodeOf(error.suppressed);
  if (isNerdError(error)) return error.exitCode;
  // A result of 0 that somebody threw is a failure all the same.
  return (error instanceof Error && commandFailure(error)?.exitCode) || 1;
}

export interface FailureView {
  /** Files below it are shown relative to it. */
  readonly cwd: string;
  /** Whether the user's line that met a NerdError is named: not at a prompt, where it stands right above. */
  readonly hasPlaces: boolean;
  readonly colors?: Colors;
}

/**
 * What people read when a recipe or a line at the prompt fails: what happened, where in their own file, and what
 * to do next. A NerdError needs no stack; anything else keeps the frames that are theirs.
 */
export function failureText(error: unknown, view: FailureView): string {
  const { error: loud, faint } = view.colors ?? noColors;
  if (isSuppressed(error)) {
    return `${failureText(error.suppressed, view)}\nthen, while cleaning up:\n${failureText(error.error, view)}`;
  }
  if (error instanceof AggregateError) {
    return [`${loud("error:")} ${error.message}`, ...error.errors.map((each) => failureText(each, view))].join("\n");
  }
  if (!(error instanceof Error)) return `${loud("error:")} thrown: ${inspect(error)}`;
  const frames = userFrames(error.stack ?? "", view.cwd);
  if (isNerdError(error)) {
    const stderr = error.stderr?.trimEnd();
    const lines = [
      `${loud("error:")} ${error.message}`,
      stderr && indent(stderr),
      view.hasPlaces && frames[0] && faint(frames[0]),
      error.hint && `  hint: ${error.hint}`,
    ];
    return lines.filter(Boolean).join("\n");
  }
  const command = commandFailure(error);
  if (command !== undefined) {
    const lines = [`${loud("error:")} ${command.message}`, command.output && indent(command.output)];
    return [...lines.filter(Boolean), ...frames.slice(0, 1).map((frame) => faint(frame))].join("\n");
  }
  const cause =
    error.cause === undefined || error.cause === null ? [] : [`caused by ${failureText(error.cause, view)}`];
  return [`${loud(`${error.name}:`)} ${error.message}`, ...frames.map((frame) => faint(frame)), ...cause].join("\n");
}

export interface FailurePlace {
  /** Relative to `cwd` where it lies below it. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The innermost line of the user's own files that `error` came by; undefined where there is none. */
export function failurePlace(error: unknown, cwd: string): FailurePlace | undefined {
  if (isSuppressed(error)) return failurePlace(error.suppressed, cwd);
  const own = error instanceof Error ? placesIn(error.stack ?? "", cwd)[0] : undefined;
  return own ?? (error instanceof AggregateError ? failurePlace(error.errors[0], cwd) : undefined);
}

/** Frames in the user's files, innermost first, with paths as short as they can be. */
function userFrames(stack: string, cwd: string): string[] {
  return placesIn(stack, cwd).map(({ name, file, line, column }) => {
    const place = `${file}:${line}:${column}`;
    return name === undefined || name.includes("<anonymous>") ? `  at ${place}` : `  at ${name} (${place})`;
  });
}

function placesIn(stack: string, cwd: string): (FailurePlace & { readonly name: string | undefined })[] {
  return stack.split("\n").flatMap((text) => {
    const match = /^\s+at (?:async )?(?:(.*?) \()?((?:file:\/\/)?\/.*):(\d+):(\d+)\)?$/.exec(text);
    if (match === null) return [];
    const [, name, location, line, column] = match;
    const file = location!.startsWith("file:") ? fileURLToPath(location!) : location!;
    if (file.startsWith(ownDirectory) || keptParts.test(file) || file.includes("/node_modules/")) return [];
    const near = relative(cwd, file);
    return [{ name, file: near.startsWith("..") ? file : near, line: Number(line), column: Number(column) }];
  });
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}
