import { existsSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, relative, resolve } from "node:path";
import type { TestEvent } from "./test-totals.ts";

/** The event of a bundled test file, with names and places of the sources as far as the reporter shows them. */
export function withSourcePlace(event: TestEvent, { directory, cwd }: { directory: string; cwd: string }): TestEvent {
  const { name, file, line, column } = event.data;
  // A file that fails as a whole is a test that is named by its path.
  if (name?.startsWith(`${directory}/`)) {
    const source = relative(directory, name).replace(/\.mjs$/, ".ts");
    return { ...event, data: { ...event.data, name: source, file: resolve(cwd, source) } };
  }
  if (event.type !== "test:fail" || file === undefined || line === undefined || column === undefined) return event;
  const place = sourcePlace({ file, line, column });
  return place === undefined ? event : { ...event, data: { ...event.data, ...place } };
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** By the map beside the file; lines and columns count from 1. */
function sourcePlace({ file, line, column }: Place): Place | undefined {
  if (!existsSync(`${file}.map`)) return undefined;
  const found = new SourceMap(JSON.parse(readFileSync(`${file}.map`, "utf8"))).findEntry(line - 1, column - 1);
  if (!("originalSource" in found)) return undefined;
  const source = resolve(dirname(file), found.originalSource);
  return { file: source, line: found.originalLine + 1, column: found.originalColumn + 1 };
}
