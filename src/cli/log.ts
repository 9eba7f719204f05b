import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { LogOutput } from "../commands/output.ts";
import { stdoutStream } from "../own-stdout.ts";
import { colorLevel } from "../ui/colors.ts";
import { LabelledLog, sourcePaints } from "../ui/labelled-log.ts";

/** Writes each line whole and as soon as it is there, no faster than it is read; ends where nobody reads any more. */
export async function printLog<Result, Options>(
  { sources, lines, form }: LogOutput<Result, Options>,
  result: Result,
  options: Options,
): Promise<void> {
  const given = lines(result);
  if (Array.isArray(given) && given.length === 0) return;
  const stdout = stdoutStream();
  const { hasPrefix, colors } = form(options);
  const automatic = colorLevel(process.env, stdout.isTTY === true);
  const level = colors === "never" ? 0 : colors === "always" ? automatic || 1 : automatic;
  const log = new LabelledLog(sources(result), { paints: await sourcePaints(level), hasPrefix });
  await pipeline(Readable.from(labelled(log, given), { objectMode: false }), stdout, { end: false });
}

async function* labelled(
  log: LabelledLog,
  lines: ReturnType<LogOutput<unknown, unknown>["lines"]>,
): AsyncGenerator<Uint8Array, void> {
  for await (const line of lines) yield log.line(line);
}
