import type { Peers } from "./peers.ts";

/** One way to do what a scenario measures. */
export interface Contender {
  readonly name: string;
  /** What is timed, from start to end; where it gives a number, that is the figure, and time does not matter. */
  run(): Promise<unknown>;
  /** Clears up before the next contender's turn, untimed. */
  after?(): Promise<void>;
}

/** `subject` takes at most `atMost` times as long as the reference, which may be a sum of several contenders. */
export interface Comparison {
  readonly subject: string;
  readonly reference: string | readonly (readonly [factor: number, name: string])[];
  /** The promise; without it the ratio is only reported. */
  readonly atMost?: number;
}

export interface PreparedScenario {
  readonly contenders: readonly Contender[];
  readonly comparisons: readonly Comparison[];
  /** Takes away what serves all rounds. */
  finish?(): Promise<void>;
}

export interface Scenario {
  readonly title: string;
  /** Of the figures, where they are no milliseconds. */
  readonly unit?: string;
  /** After one that warms up; `short` where only errors are looked for. */
  readonly rounds: { readonly full: number; readonly short: number };
  prepare(peers: Peers): Promise<PreparedScenario>;
}

/** What has a text in its name, and the comparisons of which nothing is missing then. */
export function withRows({ contenders, comparisons, ...rest }: PreparedScenario, part: string): PreparedScenario {
  const chosen = contenders.filter(({ name }) => name.includes(part));
  const names = new Set(chosen.map(({ name }) => name));
  const isWhole = ({ subject, reference }: Comparison) =>
    [subject, ...referenceNames(reference)].every((name) => names.has(name));
  return { ...rest, contenders: chosen, comparisons: comparisons.filter(isWhole) };
}

function referenceNames(reference: Comparison["reference"]): readonly string[] {
  return typeof reference === "string" ? [reference] : reference.map(([, name]) => name);
}
