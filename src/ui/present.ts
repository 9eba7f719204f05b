import type { ObjectsOutput, Output, ReportOutput, StreamOutput } from "../commands/output.ts";
import { goJson } from "../template/go-json.ts";
import { withZeros } from "../template/zero-values.ts";
import { objectFormat } from "./format.ts";
import { presentTable } from "./present-table.ts";

/** The options that change how a result is printed; a command has them where they make sense. */
export interface Asked {
  readonly format?: string | undefined;
  readonly quiet?: boolean | undefined;
}

/** Where the text will stand: `width` in columns fits tables into a terminal, as the prompt wants it. */
export interface Screen {
  readonly width?: number | undefined;
}

type Whole<Result, Options> = Exclude<Output<Result, Options>, { kind: "stream" | "frames" | "log" }>;

/**
 * What the command line prints of a result, line breaks included; nothing to print is the empty text.
 * Throws INVALID_TEMPLATE where `--format` is wrong.
 */
export function present<Result, Options extends Asked>(
  output: Whole<Result, Options>,
  result: Result,
  options: Options,
  screen: Screen = {},
): string {
  switch (output.kind) {
    case "table":
      return presentTable(output, result, options, screen);
    case "objects":
      return presentObjects(output, result, options);
    case "report":
      return presentReport(output, result, options);
    case "lines":
      return output.lines(result, options).map(ended).join("");
    case "exit":
      return (output.lines?.(result, options) ?? []).map(ended).join("");
    case "text":
      return output.text(result, options);
    case "none":
      return "";
    default:
      return output satisfies never;
  }
}

/** Each item as soon as it is there, a line each. */
export async function* presentStream<Result, Options extends Asked>(
  output: StreamOutput<Result, Options>,
  result: Result,
  options: Options,
): AsyncGenerator<string, void> {
  const format = objectFormat(options.format);
  for await (const { text, fields } of output.items(result, options)) {
    yield ended(format === undefined ? text : format === "json" ? goJson(fields) : format.execute(fields));
  }
}

function presentObjects<Result, Options extends Asked>(
  output: ObjectsOutput<Result, Options>,
  result: Result,
  options: Options,
): string {
  const format = objectFormat(options.format);
  const objects = output.objects(result, options);
  if (format === undefined) return ended(goJson(objects, { indent: 4 }));
  if (format === "json") return ended(goJson(objects));
  const known = objects.map((object) => withZeros(object, output.zeros?.(object)));
  return known.map((object) => ended(format.execute(object))).join("");
}

function presentReport<Result, Options extends Asked>(
  output: ReportOutput<Result, Options>,
  result: Result,
  options: Options,
): string {
  const format = objectFormat(options.format);
  if (format === undefined) return output.text(result, options);
  const object = output.object(result, options);
  return ended(format === "json" ? goJson(object) : format.execute(object));
}

function ended(text: string): string {
  return `${text}\n`;
}
