import type { Context } from "../../context.ts";
import { ifPresent } from "../wait.ts";
import type { LogLine } from "./log-line.ts";
import { logFileOf } from "./log-output.ts";
import type { LogOptions } from "./log-selection.ts";
import { logSource } from "./log-source.ts";
import { readLogs } from "./read.ts";

/** A container's log line by line, wherever its driver put it. Throws UNSUPPORTED where that is not to be read. */
export async function* logLines(
  context: Pick<Context, "settings" | "engine">,
  id: string,
  options: Omit<LogOptions, "file">,
): AsyncGenerator<LogLine, void, undefined> {
  const container = await ifPresent(context.engine.containers.get(id));
  // One that is being removed may still have its file.
  const source = container
    ? logSource(context, container)
    : { driver: "json-file" as const, file: logFileOf(context, id) };
  if (source.driver === "json-file") return yield* readLogs({ ...source, ...options });
  const { readJournal } = await import("./journal.ts");
  for await (const { line } of readJournal({ ...source, ...options })) yield line;
}
