import type { FailedSource, SourceRange } from "../../buildkit/build-failure.ts";

const rule = "-".repeat(20);

/** The lines of a file around those that failed, as BuildKit's clients show them; nothing where it does not say which. */
export function sourceExcerpt({ filename, text, ranges }: FailedSource): string | undefined {
  const hits = ranges.filter(({ start }) => start.line > 0);
  if (text.length === 0 || hits.length === 0) return undefined;
  const lines = new TextDecoder().decode(text).split("\n");
  let [first, last] = [
    Math.min(...hits.map(({ start }) => start.line)),
    Math.min(lines.length, Math.max(...hits.map(({ start, end }) => Math.max(start.line, end.line)))),
  ];
  if (first > lines.length) return undefined;
  const failedAt = first;
  // As buildkit, util/errdefs: a round costs one, besides the lines that it adds above and below.
  const room = first === last ? 4 : 2;
  for (let used = 0; used < room; used++) {
    if (first > 1) {
      first--;
      used++;
    }
    if (last < lines.length) {
      last++;
      used++;
    }
  }
  const shown = lines.slice(first - 1, last).map((line, index) => {
    const number = first + index;
    return ` ${String(number).padStart(3)} | ${isHit(hits, number) ? ">>>" : "   "} ${line.replace(/\r$/, "")}`;
  });
  return [`${filename}:${failedAt}`, rule, ...shown, rule].join("\n");
}

function isHit(ranges: readonly SourceRange[], line: number): boolean {
  return ranges.some(({ start, end }) => line >= start.line && line <= Math.max(start.line, end.line));
}
