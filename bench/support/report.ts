import { formatTable } from "../../src/ui/table.ts";
import type { Machine } from "./machine.ts";
import type { Figure, Ratio } from "./statistics.ts";

export interface ScenarioResult {
  readonly scenario: string;
  readonly title: string;
  /** Of the figures, where they are no milliseconds. */
  readonly unit?: string;
  readonly figures: readonly Figure[];
  readonly ratios: readonly Ratio[];
}

/** What a run of the benchmarks leaves in `bench/results/`. */
export interface Report {
  readonly date: string;
  readonly machine: Machine;
  readonly results: readonly ScenarioResult[];
}

export function scenarioText({ title, unit = "ms", figures, ratios }: ScenarioResult): string {
  const times = figures.map(({ name, minMs, medianMs, maxMs }) => [name, text(minMs), text(medianMs), text(maxMs)]);
  return `\n${title}\n${formatTable([unit.toUpperCase(), "MIN", "MEDIAN", "MAX"], times)}${ratiosText(ratios)}`;
}

/** All ratios once more, for the end of the output. */
export function ratiosText(ratios: readonly Ratio[]): string {
  const rows = ratios.map(({ subject, reference, median, min, atMost }) => [
    `${subject} / ${reference}`,
    median.toFixed(2),
    min.toFixed(2),
    atMost === undefined ? "" : atMost.toFixed(2),
    atMost === undefined ? "" : verdict({ median, min, atMost }),
  ]);
  return rows.length === 0 ? "" : formatTable(["RATIO", "OF MEDIANS", "OF MINS", "AT MOST", ""], rows);
}

function verdict({ median, min, atMost }: { median: number; min: number; atMost: number }): string {
  if (median <= atMost) return "kept";
  return min <= atMost ? "kept when undisturbed" : "missed";
}

const text = (ms: number) => ms.toFixed(ms < 1000 ? 1 : 0);
