import { once } from "node:events";
import type { LogOutput } from "../commands/output.ts";
import { colorLevel } from "../ui/colors.ts";
import { LabelledLog, sourcePaints } from "../ui/labelled-log.ts";

/** Writes each line whole and as soon as it is there, no faster than it is read. */
export async function printLog<Result, Options>(
  { sources, lines, form }: LogOutput<Result, Options>,
  result: Result,
  options: Options,
): Promise<void> {
  const { stdout, env } = process;
  const { hasPrefix, colors } = form(options);
  const automatic = colorLevel(env, stdout.isTTY === true);
  const level = colors === "never" ? 0 : colors === "always" ? automatic || 1 : automatic;
  const log = new LabelledLog(sources(result), { paints: await sourcePaints(level), hasPrefix });
  for await (const line of lines(result)) {
    if (!stdout.write(log.line(line))) await once(stdout, "drain");
  }
}
