import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Settings } from "../../settings/settings.ts";

/** Mount points below a directory, in the order in which they were mounted. */
export async function mountsBelow(directory: string): Promise<string[]> {
  const table = await readFile("/proc/self/mountinfo", "utf8");
  const points = table.split("\n").map((line) => unescapeOctal(line.split(" ")[4] ?? ""));
  return points.filter((point) => point.startsWith(`${directory}/`));
}

/** Takes a mount away at once; what is still open in it stays until it is closed. */
export async function unmount({ programDirs }: Pick<Settings, "programDirs">, path: string): Promise<void> {
  await promisify(execFile)("umount", ["--lazy", path], { env: { PATH: programDirs.join(":") } });
}

/** From proc(5), "/proc/pid/mountinfo": blanks and backslashes are three octal digits. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
