/** The part of node:test's events that is counted here; `data` has more, by type. */
export interface TestEvent {
  readonly type: string;
  readonly data: {
    readonly name?: string;
    readonly file?: string;
    readonly line?: number;
    readonly column?: number;
    readonly message?: string;
    readonly skip?: string | boolean;
    readonly todo?: string | boolean;
    readonly details?: { readonly type?: string };
  };
}

interface Stage {
  readonly name: string;
  readonly startedMs: number;
  passed: number;
  failed: number;
  skipped: number;
}

/** Counts tests, not suites, over several runs of node's runner, as that counts them in one. */
export class TestTotals {
  readonly #stages: Stage[] = [];
  readonly #elapsedMs = new Map<string, number>();

  begin(name: string): void {
    this.#stages.push({ name, startedMs: performance.now(), passed: 0, failed: 0, skipped: 0 });
  }

  count({ type, data }: TestEvent): void {
    const stage = this.#stages.at(-1);
    if (stage === undefined) return;
    this.#elapsedMs.set(stage.name, performance.now() - stage.startedMs);
    if (data.details?.type === "suite") return;
    if (type === "test:pass") stage[isSet(data.skip) || isSet(data.todo) ? "skipped" : "passed"]++;
    else if (type === "test:fail") stage[isSet(data.todo) ? "skipped" : "failed"]++;
  }

  /** Whether the event is a line of the runner's own summary, which speaks of one stage only. */
  isSummary({ type, data }: TestEvent): boolean {
    const summary = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/;
    return type === "test:summary" || (type === "test:diagnostic" && summary.test(data.message ?? ""));
  }

  get failed(): number {
    return this.#sum("failed");
  }

  /** A line for each stage, then the closing line. */
  report(): string {
    const stages = this.#stages.map((stage) => {
      const seconds = ((this.#elapsedMs.get(stage.name) ?? 0) / 1000).toFixed(1);
      return `${stage.name.padEnd(10)}${counts(stage)} in ${seconds} s`;
    });
    const all = { passed: this.#sum("passed"), failed: this.failed, skipped: this.#sum("skipped") };
    return [...stages, counts(all)].join("\n");
  }

  #sum(outcome: "passed" | "failed" | "skipped"): number {
    return this.#stages.reduce((sum, stage) => sum + stage[outcome], 0);
  }
}

function counts({ passed, failed, skipped }: Pick<Stage, "passed" | "failed" | "skipped">): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** `skip: ""` is a skip without a reason. */
function isSet(value: string | boolean | undefined): boolean {
  return value !== undefined && value !== false;
}
