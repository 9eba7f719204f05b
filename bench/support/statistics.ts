import type { Samples } from "./rounds.ts";
import type { Comparison } from "./scenario.ts";

export interface Figure {
  readonly name: string;
  readonly minMs: number;
  readonly medianMs: number;
  readonly maxMs: number;
  readonly samples: readonly number[];
}

export interface Ratio {
  readonly subject: string;
  readonly reference: string;
  /** Of the medians, and of the fastest rounds: on a busy machine the latter is nearer to the truth. */
  readonly median: number;
  readonly min: number;
  readonly atMost?: number;
}

export function figures(samples: Samples): Figure[] {
  return [...samples].map(([name, measured]) => {
    const sorted = [...measured].sort((a, b) => a - b);
    const [minMs = 0] = sorted;
    return {
      name,
      minMs: rounded(minMs),
      medianMs: rounded(sorted[Math.floor(sorted.length / 2)] ?? 0),
      maxMs: rounded(sorted.at(-1) ?? 0),
      samples: measured.map(rounded),
    };
  });
}

export function ratio(found: readonly Figure[], { subject, reference, atMost }: Comparison): Ratio {
  const parts = typeof reference === "string" ? ([[1, reference]] as const) : reference;
  const sum = (key: "minMs" | "medianMs") =>
    parts.reduce((total, [factor, name]) => total + factor * figureOf(found, name)[key], 0);
  const own = figureOf(found, subject);
  return {
    subject,
    reference: parts.map(([factor, name]) => (factor === 1 ? name : `${factor} × ${name}`)).join(" + "),
    median: hundredths(own.medianMs / sum("medianMs")),
    min: hundredths(own.minMs / sum("minMs")),
    ...(atMost !== undefined && { atMost }),
  };
}

function figureOf(found: readonly Figure[], name: string): Figure {
  const figure = found.find((each) => each.name === name);
  if (figure === undefined) throw new Error(`no contender of that name: ${name}`);
  return figure;
}

const rounded = (ms: number) => Math.round(ms * 10) / 10;
const hundredths = (value: number) => Math.round(value * 100) / 100;
