import type { Fields, Section, TableOutput } from "../commands/output.ts";
import { headingFunctions } from "../template/docker-functions.ts";
import { goJson, marshalJson } from "../template/go-json.ts";
import { show } from "../template/print.ts";
import type { Template } from "../template/template.ts";
import { tableFormat } from "./format.ts";
import type { Asked, Screen } from "./present.ts";
import { alignCells } from "./tab-stops.ts";
import { formatTable } from "./table.ts";

/** `--quiet` wins over `--format`, as with Docker. */
export function presentTable<Result, Options extends Asked>(
  output: TableOutput<Result, Options>,
  result: Result,
  options: Options,
  screen: Screen,
): string {
  const sections = output.sections?.(result);
  if (sections !== undefined) return presentSections(sections, options, screen);
  const rows = output.rows(result, options);
  const { headings } = output;
  const alone = typeof output.quiet === "function" ? output.quiet(options) : options.quiet ? output.quiet : undefined;
  if (alone !== undefined) return lines(rows.map((row) => cell(row, alone)));
  const format = tableFormat(options.format);
  if (format.kind === "json" && output.jsonArray) return lines([goJson(rows)]);
  switch (format.kind) {
    case "json":
      return lines(rows.map((row) => goJson(toRecord(row))));
    case "lines":
      return lines(rows.map((row) => format.template.execute(toRecord(row))));
    case "columns":
      return tableOfTemplate(format.template, headings, rows.map(toRecord));
    case "wide":
    case "table": {
      const wide = format.kind === "wide" ? output.wide?.(options) : undefined;
      const fields = wide ?? output.columns(options);
      return formatTable(
        fields.map((field) => headingText(headings[field], field)),
        rows.map((row) => cellsOf(row, fields)),
        screen,
      );
    }
  }
}

function presentSections(sections: readonly Section[], { format }: Asked, screen: Screen): string {
  const asked = tableFormat(format);
  if (asked.kind === "table" || asked.kind === "wide")
    return sections.map((one) => sectionText(one, screen)).join("\n");
  const object = Object.fromEntries(sections.map(({ name, rows }) => [name, rows.map(toRecord)]));
  return lines(["template" in asked ? asked.template.execute(object) : goJson(object)]);
}

function sectionText({ title, columns, rows }: Section, screen: Screen): string {
  const cells = rows.map((row) => cellsOf(row, Object.keys(columns)));
  return `${title}\n\n${formatTable(Object.values(columns), cells, screen)}`;
}

/** A row writes itself: by sorted field, and safe inside HTML, as every row of Docker's. */
function toRecord(fields: Fields): Fields & { [marshalJson](): string } {
  const sorted = () => new Map(Object.entries(fields).filter(([, value]) => typeof value !== "function"));
  // Not spread, which would read every field: some are costly, and shown by few formats.
  const record = Object.defineProperties({}, Object.getOwnPropertyDescriptors(fields)) as Fields;
  return Object.assign(record, { [marshalJson]: () => goJson(sorted(), { escapeHtml: true }) });
}

/** The same template makes the headings, out of what stands above each field. */
function tableOfTemplate(template: Template, headings: TableOutput<never, never>["headings"], rows: readonly Fields[]) {
  const derived = Object.keys(rows[0] ?? {}).map((field) => [field, headingText(undefined, field)]);
  const heading = template.execute({ ...Object.fromEntries(derived), ...headings }, headingFunctions);
  const texts = [heading, ...rows.map((row) => template.execute(row))];
  return lines(alignCells(texts.flatMap((text) => text.split("\n")).map((line) => line.split("\t"))));
}

/** A field without a heading of its own has its name's words: `RunningFor` is RUNNING FOR. */
function headingText(heading: string | ((argument: string) => string) | undefined, field: string): string {
  return typeof heading === "string" ? heading : field.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toUpperCase();
}

function cellsOf(row: Fields, fields: readonly string[]): string[] {
  const cells: string[] = [];
  for (const field of fields) cells.push(cell(row, field));
  return cells;
}

function cell(row: Fields, field: string): string {
  const value = row[field];
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : show(value);
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}
