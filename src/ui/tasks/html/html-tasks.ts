import type { ReporterSetup, TaskReporter } from "../reporter.ts";
import { RunRecord } from "../run-record.ts";
import { page } from "./page.ts";

/** One page that needs nothing else: summary, timeline, graph, logs and failures. */
export function htmlTasks({ write, name, cwd, now }: ReporterSetup): TaskReporter {
  const record = new RunRecord(now);
  return {
    report: (event) => record.take(event),
    close: () => write(page(record, { name, cwd })),
  };
}
