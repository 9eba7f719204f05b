import { stripVTControlCharacters } from "node:util";

/** Text in one style: classes of the page's style sheet, and a colour that is none of its sixteen. */
export type Span = readonly [text: string, classes: string, style: string];

interface Style {
  readonly marks: ReadonlySet<string>;
  readonly front: string | undefined;
  readonly back: string | undefined;
}

const bare: Style = { marks: new Set(), front: undefined, back: undefined };
const marksOn: Readonly<Record<number, string>> = { 1: "b", 2: "d", 3: "i", 4: "u", 7: "r", 9: "s" };
const marksOff: Readonly<Record<number, readonly string[]>> = {
  ...{ 22: ["b", "d"], 23: ["i"], 24: ["u"], 27: ["r"], 29: ["s"] },
};

/** A line's colours as spans; undefined where it has none. Source: ECMA-48, "SGR"; xterm, "Character Attributes". */
export function ansiSpans(line: string): Span[] | undefined {
  if (!line.includes("\x1b[")) return undefined;
  const spans: Span[] = [];
  let style = bare;
  for (const part of line.split(/(\x1b\[[\d;:]*m)/)) {
    const sequence = /^\x1b\[([\d;:]*)m$/.exec(part);
    if (sequence !== null) {
      style = restyled(style, sequence[1]!.split(/[;:]/).map(Number)); // Its one group.
      continue;
    }
    const text = stripVTControlCharacters(part);
    if (text !== "") spans.push([text, classesOf(style), styleOf(style)]);
  }
  return spans;
}

function restyled(before: Style, codes: readonly number[]): Style {
  let style = before;
  const left = [...codes];
  for (let code = left.shift(); code !== undefined; code = left.shift()) {
    const on = marksOn[code];
    const off = marksOff[code];
    if (code === 0) style = bare;
    else if (on !== undefined) style = { ...style, marks: new Set([...style.marks, on]) };
    else if (off !== undefined)
      style = { ...style, marks: new Set([...style.marks].filter((mark) => !off.includes(mark))) };
    else if (code === 38) style = { ...style, front: extended(left) };
    else if (code === 48) style = { ...style, back: extended(left) };
    else if (code === 39) style = { ...style, front: undefined };
    else if (code === 49) style = { ...style, back: undefined };
    else if (code >= 30 && code <= 37) style = { ...style, front: `${code - 30}` };
    else if (code >= 90 && code <= 97) style = { ...style, front: `${code - 82}` };
    else if (code >= 40 && code <= 47) style = { ...style, back: `${code - 40}` };
    else if (code >= 100 && code <= 107) style = { ...style, back: `${code - 92}` };
  }
  return style;
}

/** What follows 38 or 48: one of 256, or red, green and blue. */
function extended(left: number[]): string | undefined {
  const kind = left.shift();
  if (kind === 5) return paletteColor(byte(left.shift()));
  if (kind !== 2) return undefined;
  return `rgb(${byte(left.shift())},${byte(left.shift())},${byte(left.shift())})`;
}

function paletteColor(index: number): string {
  if (index < 16) return `${index}`;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return `rgb(${grey},${grey},${grey})`;
  }
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  const cube = index - 16;
  return `rgb(${level(Math.floor(cube / 36))},${level(Math.floor(cube / 6) % 6)},${level(cube % 6)})`;
}

function byte(value: number | undefined): number {
  return Math.min(255, Math.max(0, Math.trunc(value ?? 0) || 0));
}

function classesOf({ marks, front, back }: Style): string {
  const own = [front, back].map((color, index) => (isNamed(color) ? `${index === 0 ? "f" : "k"}${color}` : ""));
  return [...marks, ...own].filter(Boolean).join(" ");
}

function styleOf({ front, back }: Style): string {
  const own = [
    front === undefined || isNamed(front) ? "" : `color:${front}`,
    back === undefined || isNamed(back) ? "" : `background:${back}`,
  ];
  return own.filter(Boolean).join(";");
}

function isNamed(color: string | undefined): boolean {
  return color !== undefined && /^\d+$/.test(color);
}
