/** A step by its number: `#1` is the first that started. One that a build needs twice, or two builds share, is one step. */
interface Step {
  /** What the steps are numbered in: a build, or several that show themselves as one. */
  readonly build: string;
  readonly step: number;
  /** As BuildKit says it: `[builder 2/4] RUN make`, `[internal] load .dockerignore`. */
  readonly name: string;
}

/** What a build says while it works. Times are the builder's clock; `elapsedMs` of a step is all the time that it has worked. */
export type BuildEvent =
  /** How many steps are known of by now. */
  | { type: "build.planned"; build: string; steps: number }
  /** Also when a step works again. */
  | (Step & { type: "build.step.started"; digest: string })
  /** A part of a step: `transferring context:`, a layer's digest. `current` and `total` count bytes; 0 where nobody knows. */
  | (Step & {
      type: "build.step.progress";
      id: string;
      current: number;
      total: number;
      elapsedMs: number;
      isDone: boolean;
    })
  /** A whole line of what a command wrote, and when, counted from the step's start. */
  | (Step & { type: "build.step.log"; stream: "stdout" | "stderr"; line: string; elapsedMs: number })
  | (Step & { type: "build.step.done"; elapsedMs: number })
  | (Step & { type: "build.step.cached" })
  | (Step & { type: "build.step.failed"; error: string; isCancelled: boolean; elapsedMs: number })
  | (Step & {
      type: "build.warning";
      message: string;
      details: readonly string[];
      url?: string;
      file?: string;
      line?: number;
    })
  /** BuildKit's own message in its JSON form, only where that was asked for. */
  | { type: "build.status"; build: string; status: object }
  | { type: "build.finished"; build: string; outcome: "done" | "failed" | "cancelled"; elapsedMs: number };

/** Tells build events from others: no other's type begins so. */
export function isBuildEvent(event: { readonly type: string }): event is BuildEvent {
  return event.type.startsWith("build.");
}

/** As buildx counts within a step: three digits below ten seconds, then fewer. */
export function logSeconds(elapsedMs: number): string {
  const seconds = elapsedMs / 1000;
  return seconds.toFixed(seconds < 10 ? 3 : seconds < 100 ? 2 : 1);
}
