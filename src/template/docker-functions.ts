import { Fault } from "./fault.ts";
import { exact, type FunctionTable, variadic } from "./function-table.ts";
import { goJson } from "./go-json.ts";
import { show } from "./print.ts";
import { kindOf } from "./value.ts";

/**
 * What Docker adds to Go's functions. Its `json` leaves `<`, `>` and `&` as they are; only the rows of a
 * table escape them, since those write themselves (measured with Docker's command line, 26.1).
 */
export const dockerFunctions: FunctionTable = {
  json: exact((value: unknown) => goJson(value)),
  join: exact((list: unknown, separator: unknown) => texts(list).join(text(separator))),
  split: exact((whole: unknown, separator: unknown) => text(whole).split(text(separator))),
  title: exact((value: unknown) => text(value).replace(wordStart, (letter) => letter.toUpperCase())),
  upper: exact((value: unknown) => text(value).toUpperCase()),
  lower: exact((value: unknown) => text(value).toLowerCase()),
  pad: exact(pad),
  truncate: exact((value: unknown, length: unknown) => [...text(value)].slice(0, count(length)).join("")),
};

/** After the start, blank space or ASCII punctuation: where Go's strings.Title sees a word begin. */
const wordStart = /(?<![\p{L}\p{N}_]|[^\p{ASCII}\s])\p{L}/gu;

const unchanged = variadic((heading: unknown) => heading);

/** These take the place of the above over headings, which stay what they are: `{{upper .Image}}` stands under IMAGE. */
export const headingFunctions: FunctionTable = {
  json: unchanged,
  join: unchanged,
  split: unchanged,
  title: unchanged,
  upper: unchanged,
  lower: unchanged,
  truncate: unchanged,
};

/** Blanks before and after; nothing where the text is empty. */
function pad(value: unknown, before: unknown, after: unknown): string {
  const inner = text(value);
  return inner === "" ? "" : " ".repeat(count(before)) + inner + " ".repeat(count(after));
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  throw new Fault(`expected text, not a ${kindOf(value)}: ${show(value)}`);
}

function texts(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map((item) => (typeof item === "string" ? item : show(item)));
  throw new Fault(`expected a list of texts, not a ${kindOf(value)}: ${show(value)}`);
}

function count(value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
  throw new Fault(`expected a count, not ${show(value)}`);
}
