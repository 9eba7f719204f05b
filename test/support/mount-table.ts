import { readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { runProgram } from "./program.ts";

/** The mount points at and below a directory, in the order they were mounted. */
export async function mountsBelow(directory: string): Promise<string[]> {
  const table = await readFile("/proc/self/mountinfo", "utf8");
  const points = table.split("\n").map((line) => unescapeOctal(line.split(" ")[4] ?? ""));
  return points.filter((point) => point === directory || point.startsWith(join(directory, sep)));
}

/** Rejects where something stays mounted: whoever removes the directory next must not reach into it. */
export async function unmountBelow(directory: string): Promise<void> {
  for (const point of (await mountsBelow(directory)).reverse()) await runProgram("umount", ["--lazy", point]);
  const left = await mountsBelow(directory);
  if (left.length > 0) throw new Error(`still mounted: ${left.join(" ")}`);
}

/** From proc(5), "/proc/pid/mountinfo": blanks and backslashes are three octal digits. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
