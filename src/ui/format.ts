import { NerdError } from "../errors.ts";
import { Template } from "../template/template.ts";

/** What `--format` asks of a table. */
export type TableFormat =
  | { readonly kind: "table" | "wide" | "json" }
  /** `table TEMPLATE`: tabs in the template end cells, and headings come first. */
  | { readonly kind: "columns" | "lines"; readonly template: Template };

/** Throws INVALID_TEMPLATE, and UNSUPPORTED for Docker's `raw`. */
export function tableFormat(format: string | undefined): TableFormat {
  if (format === undefined || format === "" || format === "table") return { kind: "table" };
  if (format === "json" || format === "wide") return { kind: format };
  if (format === "raw") {
    throw new NerdError("UNSUPPORTED", "unsupported format: raw", { hint: "write table, wide, json or a template" });
  }
  const columns = /^table\s/.test(format);
  // Docker does this for tables only: the shell hands over `\t` as two characters.
  const source = (columns ? format.slice("table".length).trim() : format.trim()).replace(/\\([tn])/g, (_, letter) =>
    letter === "t" ? "\t" : "\n",
  );
  return { kind: columns ? "columns" : "lines", template: new Template(source) };
}

/** What `--format` asks of single objects; nothing where it is not given. */
export function objectFormat(format: string | undefined): "json" | Template | undefined {
  if (format === undefined || format === "") return undefined;
  return format === "json" ? "json" : new Template(format);
}
