import { fitText, textWidth } from "../../text-width.ts";
import type { RecordedTask } from "../run-record.ts";
import { html } from "./escape.ts";
import { graphLayout, type Placed } from "./graph-layout.ts";
import { endingOf, marks, outcomeOf } from "./outcome.ts";

const height = 30;
const fewRows = 12;
const columnGap = 56;
const characterWidth = 7.3;
const widestName = 26;
/** Of more nobody could make out a thing. */
const mostTasks = 400;

/** What needs what, from left to right; undefined where there is nothing to see. */
export function graph(
  tasks: ReadonlyMap<string, RecordedTask>,
  critical: ReadonlySet<string>,
  linkOf: (id: string) => string,
): string | undefined {
  const all = [...tasks.values()];
  if (all.length > mostTasks || all.every(({ deps }) => deps.length === 0)) return undefined;
  const placed = graphLayout(all);
  const columns = columnsOf(placed);
  const tallest = Math.max(...columns.map(({ count }) => count));
  const rowGap = tallest > fewRows ? 5 : 14;
  const boxes = new Map(
    placed.map(({ id, layer, index }) => {
      const { x, width, count } = columns[layer]!; // Each layer has a column.
      const y = 8 + (index + (tallest - count) / 2) * (height + rowGap);
      return [id, { x, y, width }];
    }),
  );
  const edges = all.flatMap((task) =>
    task.deps.flatMap((dep) => {
      const [from, to] = [boxes.get(dep), boxes.get(task.id)];
      if (from === undefined || to === undefined) return [];
      const [x1, y1, x2, y2] = [from.x + from.width, from.y + height / 2, to.x, to.y + height / 2];
      const bend = Math.max(20, (x2 - x1) / 2);
      const classes = critical.has(dep) && critical.has(task.id) ? "edge critical" : "edge";
      return [`<path class="${classes}" d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}"/>`];
    }),
  );
  const nodes = all.map((task) => {
    const { x, y, width } = boxes.get(task.id)!; // All are placed.
    const outcome = outcomeOf(task);
    const label = html(`${task.id}: ${endingOf(task)}`);
    return [
      `<a href="#${linkOf(task.id)}" aria-label="${label}" class="node ${outcome}${critical.has(task.id) ? " critical" : ""}">`,
      `<title>${label}</title><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="7"/>`,
      `<text x="${x + 11}" y="${y + 20}"><tspan class="mark">${marks[outcome]}</tspan> ${html(fitText(task.id, widestName))}</text></a>`,
    ].join("");
  });
  const last = columns.at(-1)!; // There is a task at least.
  const [width, bottom] = [last.x + last.width + 8, 16 + tallest * (height + rowGap) - rowGap];
  return [
    `<svg role="group" aria-label="What needs what" width="${width}" height="${bottom}" viewBox="0 0 ${width} ${bottom}">`,
    ...edges,
    ...nodes,
    "</svg>",
  ].join("\n");
}

function columnsOf(
  placed: readonly Placed[],
): { readonly x: number; readonly width: number; readonly count: number }[] {
  const widths: number[] = [];
  const counts: number[] = [];
  for (const { id, layer } of placed) {
    const width = Math.ceil(34 + characterWidth * Math.min(widestName, textWidth(id)));
    widths[layer] = Math.max(widths[layer] ?? 0, width);
    counts[layer] = (counts[layer] ?? 0) + 1;
  }
  let x = 8;
  return widths.map((width, layer) => {
    const column = { x, width, count: counts[layer] ?? 0 };
    x += width + columnGap;
    return column;
  });
}
