import type { BuildEvent } from "../../build-event.ts";
import { decimalSize } from "../../units.ts";

type Part = Extract<BuildEvent, { type: "build.step.progress" }>;
export type BuildWarning = Extract<BuildEvent, { type: "build.warning" }>;

/** `0.3s`, as all build tools write it. */
export function buildSeconds(elapsedMs: number): string {
  return `${(Math.max(0, elapsedMs) / 1000).toFixed(1)}s`;
}

/** `sha256:4f2… 1.05MB / 3.4MB`, `transferring context: 31B`. */
export function partText({ id, current, total }: Pick<Part, "id" | "current" | "total">): string {
  if (total > 0) return `${id} ${decimalSize(current)} / ${decimalSize(total)}`;
  return current > 0 ? `${id} ${decimalSize(current)}` : id;
}

/** What was warned of, once more where nobody can miss it: at the end. */
export function warningSummary(warnings: readonly BuildWarning[]): string[] {
  if (warnings.length === 0) return [];
  const count = warnings.length === 1 ? "1 warning found" : `${warnings.length} warnings found`;
  return ["", ` ${count}:`, ...warnings.flatMap(warningLines)];
}

function warningLines({ message, details, url, file, line }: BuildWarning): string[] {
  const place = line === undefined ? "" : ` (${file === undefined ? "" : `${file}:`}${line})`;
  return [
    ` - ${message}${place}`,
    ...details.map((detail) => `   ${detail}`),
    ...(url === undefined ? [] : [`   more: ${url}`]),
  ];
}
