import { resolve } from "node:path";
import { NerdError } from "../../errors.ts";
import { closest } from "../../suggest.ts";
import { type ReporterKind, type TaskReporterName, taskReporters } from "../../ui/tasks/reporter.ts";

export interface ReporterChoice {
  /** As written: `plain`, `json=run.json`, `tty,html=report.html`. */
  readonly names: readonly string[];
  /** The file of the last one. */
  readonly output: string | undefined;
  readonly cwd: string;
  /** What is shown where no reporter shows anything on stdout. */
  readonly usual: TaskReporterName;
}

export interface ChosenReporter {
  readonly name: TaskReporterName;
  /** Absolute; stdout where absent. */
  readonly file: string | undefined;
}

/** What was asked for, and what suits stdout where nothing goes there: reports in files are made besides what people see. */
export function chooseReporters({ names, output, cwd, usual }: ReporterChoice): ChosenReporter[] {
  const chosen = names
    .flatMap((written) => written.split(","))
    .map((written): ChosenReporter => {
      const [word = "", ...parts] = written.split("=");
      const name = reporterName(word);
      if (parts.length > 0 && parts.join("=") === "")
        throw new NerdError("INVALID_VALUE", `no file is named: ${written}`, { hint: `as in ${word}=FILE` });
      return { name, file: parts.length > 0 ? resolve(cwd, parts.join("=")) : undefined };
    });
  const last = chosen.at(-1);
  if (output !== undefined) chosen.splice(-1, 1, { name: last?.name ?? usual, file: resolve(cwd, output) });
  const whole = chosen.map((each): ChosenReporter => {
    const kind: ReporterKind = taskReporters[each.name];
    return each.file === undefined && kind.document ? { ...each, file: resolve(cwd, kind.document) } : each;
  });
  const shown = whole.filter(({ file }) => file === undefined);
  if (shown.length === 0) whole.unshift({ name: usual, file: undefined });
  refuseSharing(whole);
  return whole;
}

function refuseSharing(chosen: readonly ChosenReporter[]): void {
  for (const [index, { name, file }] of chosen.entries()) {
    const other = chosen.slice(0, index).find((before) => before.file === file);
    if (other === undefined) continue;
    const hint = `give one a file of its own, as in ${name}=FILE`;
    throw new NerdError("INVALID_VALUE", `two reporters write to ${file ?? "stdout"}: ${other.name}, ${name}`, {
      hint,
    });
  }
}

function reporterName(name: string): TaskReporterName {
  if (Object.hasOwn(taskReporters, name)) return name as TaskReporterName; // As the line above says.
  const suggestions = closest(name, Object.keys(taskReporters));
  const hint = `there are ${Object.keys(taskReporters).join(", ")}`;
  throw new NerdError("INVALID_VALUE", `no such reporter: ${name}`, { hint, suggestions });
}
