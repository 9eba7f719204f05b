import { stripVTControlCharacters } from "node:util";

const colorSequence = /\x1b\[[\d;:]*m/g;
/** All that moves the cursor, rings or clears; a tab may stay. */
const controls = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

/** What a terminal would show of a line in the end: of a progress bar its last state, and nothing that moves the cursor. */
export function lineText(line: string, isColored = false): string {
  const last = line.includes("\r") ? afterLastReturn(line) : line;
  if (!last.includes("\x1b")) return last.replace(controls, "");
  if (!isColored) return stripVTControlCharacters(last).replace(controls, "");
  const colors = last.match(colorSequence) ?? [];
  const parts = last.split(colorSequence).map((part) => stripVTControlCharacters(part).replace(controls, ""));
  const text = parts.map((part, index) => part + (colors[index] ?? "")).join("");
  // What a task colours is not to go on in what follows.
  return colors.length === 0 ? text : `${text}\x1b[0m`;
}

function afterLastReturn(line: string): string {
  const whole = line.replace(/\r+$/, "");
  return whole.slice(whole.lastIndexOf("\r") + 1);
}
