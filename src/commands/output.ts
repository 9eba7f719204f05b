/**
 * How a command's result is printed, declared beside the command, so that adding one touches its own file only.
 * Plain data and pure functions: front ends choose when to print, `ui/present.ts` turns this into text.
 *
 * `options` are the command's own; `format`, `quiet` and `noTrunc` mean the same in all of them.
 */
export type Output<Result, Options = unknown> =
  | TableOutput<Result, Options>
  | ObjectsOutput<Result, Options>
  | ReportOutput<Result, Options>
  | StreamOutput<Result, Options>
  | FramesOutput<Result, Options>
  | LogOutput<Result, Options>
  | LinesOutput<Result, Options>
  | TextOutput<Result, Options>
  | ExitOutput<Result, Options>
  | { readonly kind: "none" };

/** A row as templates and JSON see it: Docker's field names; a function is a method, such as `.Label "k"`. */
export type Fields = Readonly<Record<string, unknown>>;

/** `ps`, `images`, `network ls`: a table, or with `--format` one line a row. */
export interface TableOutput<Result, Options> {
  readonly kind: "table";
  /** What stands above each field that a table can show; a method's heading depends on its argument. */
  readonly headings: Readonly<Record<string, string | ((argument: string) => string)>>;
  /** Fields of the table that is printed without `--format`, in order; `wide` those of `--format wide`. */
  columns(options: Options): readonly string[];
  wide?(options: Options): readonly string[];
  /** The one field that `--quiet` prints; or what options name, where others do so, too. */
  readonly quiet?: string | ((options: Options) => string | undefined);
  /** Whether `--format json` is one array, its fields in the rows' order, as docker compose has some; else an object a line. */
  readonly jsonArray?: boolean;
  /** Values are as Docker's templates give them: ids are short unless `--no-trunc`, sizes and times are text. */
  rows(result: Result, options: Options): readonly Fields[];
  /** Where it gives any, as `system df --verbose` does, these stand in place of the one table. */
  sections?(result: Result): readonly Section[] | undefined;
}

/** One of several tables below each other; with `--format`, one list of the object that has them all. */
export interface Section {
  /** Of the object's list: `Images`. */
  readonly name: string;
  readonly title: string;
  /** Fields in order, each with its heading. */
  readonly columns: Readonly<Record<string, string>>;
  readonly rows: readonly Fields[];
}

/** Above `.Label "com.example.some-key"` stands `some key`, as in Docker's tables. */
export function labelHeading(key: string): string {
  return key.slice(key.lastIndexOf(".") + 1).replace(/[-_]/g, " ");
}

/** `inspect`: an indented JSON array, or with `--format` one line an object. */
export interface ObjectsOutput<Result, Options> {
  readonly kind: "objects";
  objects(result: Result, options: Options): readonly object[];
  /** What templates find of an object's fields beside those that it has. */
  zeros?(object: object): ZeroFields | undefined;
}

/** By field: Go's zero value, for a field that a document leaves out, or has as null, where Docker's struct has it; or the fields of the struct that it is. */
export interface ZeroFields {
  readonly [field: string]: "bool" | "list" | "map" | "nil" | "text" | ZeroFields;
}

/** `version`, `info`: text for people, whose facts `--format` gives as one object. */
export interface ReportOutput<Result, Options> {
  readonly kind: "report";
  text(result: Result, options: Options): string;
  object(result: Result, options: Options): object;
  /** Where a report may be bad news: 0 where it is absent. */
  status?(result: Result): number;
}

/** `events`: lines as they come; with `--format`, of the same facts. */
export interface StreamOutput<Result, Options> {
  readonly kind: "stream";
  items(result: Result, options: Options): AsyncIterable<{ readonly text: string; readonly fields: Fields }>;
}

/** `stats`: a table that each frame draws anew over the one before; where nobody watches, one after the other. */
export interface FramesOutput<Result, Options> {
  readonly kind: "frames";
  frames(result: Result, options: Options): AsyncIterable<readonly Fields[]>;
  readonly table: TableOutput<readonly Fields[], Options>;
}

/** `compose logs`: lines of several sources, each behind the name of its source in a colour of its own. */
export interface LogOutput<Result, Options> {
  readonly kind: "log";
  /** Names of those that are known beforehand, which decide how wide names are. */
  sources(result: Result): readonly string[];
  /** As they come, or all at once where they are there already. */
  lines(result: Result): AsyncIterable<SourceLine> | readonly SourceLine[];
  form(options: Options): LogForm;
  /** The exit status, once there are no more lines; 0 where it is absent. */
  status?(result: Result): number;
}

export interface SourceLine {
  readonly source: string;
  /** Stands before the line, where it is asked for. */
  readonly time?: string | undefined;
  /** With the line's end, where it has one. */
  readonly bytes: Uint8Array;
  /** Of nobody: it has nothing before it. */
  readonly isBare?: boolean;
}

export interface LogForm {
  readonly hasPrefix: boolean;
  /** `auto`: where a terminal shows them, and nobody objects. */
  readonly colors: "auto" | "always" | "never";
}

/** `rm`, `stop`, `create`: a line each, often the names that were given. */
export interface LinesOutput<Result, Options> {
  readonly kind: "lines";
  lines(result: Result, options: Options): readonly string[];
}

/** Text that is printed as it is, and so ends in a line break. */
export interface TextOutput<Result, Options> {
  readonly kind: "text";
  text(result: Result, options: Options): string;
}

/** `run`, `exec`, `wait`: the result says how the process ended, which becomes the exit status. */
export interface ExitOutput<Result, Options> {
  readonly kind: "exit";
  lines?(result: Result, options: Options): readonly string[];
  /** The status of failures that the table of errors gives no more than 1, which may be the process's own. */
  readonly failure?: number;
  /** Where it is absent, `exitCode` of the result is taken, and 0 where there is none. */
  status?(result: Result): number;
}

/** The exit status of a command that succeeded: that of the process it ran, where it ran one. */
export function exitStatus<Result, Options>(output: Output<Result, Options>, result: Result): number {
  if (output.kind === "report") return output.status?.(result) ?? 0;
  if (output.kind !== "exit") return 0;
  if (output.status) return output.status(result);
  const isEnded = typeof result === "object" && result !== null && "exitCode" in result;
  return isEnded && typeof result.exitCode === "number" ? result.exitCode : 0;
}
