import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { SourceLocation } from "./vertex.ts";

/**
 * The line that called into this room: of the stack, the first frame of a file that lies elsewhere. Undefined where a runtime's stack
 * does not tell.
 */
export function callerLocation(): SourceLocation | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 30;
  const { stack = "" } = new Error("a look at who calls");
  Error.stackTraceLimit = limit;
  return locationIn(stack);
}

/** The same of a stack's text, whose first frame is this room's. */
export function locationIn(stack: string): SourceLocation | undefined {
  const frames = [...stack.matchAll(/^\s*at (?:.*\(|async )?((?:file:\/\/)?\/[^()]*?):(\d+):(\d+)\)?$/gm)];
  const files = frames.map(([, file = "", line, character]) => ({
    filename: file.startsWith("file:") ? fileURLToPath(file) : file,
    line: Number(line),
    character: Number(character),
  }));
  const own = files[0] && dirname(files[0].filename);
  const caller = files.find(({ filename }) => dirname(filename) !== own);
  if (caller === undefined) return undefined;
  const { filename, line, character } = caller;
  const position = { line, character };
  return { filename, range: { start: position, end: position } };
}
