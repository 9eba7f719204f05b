import { writeFile } from "node:fs/promises";
import type { LogStream } from "../../../../src/container/logs/log-line.ts";

export type WrittenRecord = readonly [stream: LogStream, log: string, time?: string];

/** The second that `minute` minutes after noon begin, as records have it. */
export function minute(minute: number): string {
  return new Date(Date.UTC(2026, 7, 1, 12, minute)).toISOString().replace("Z", "000000Z");
}

/** Writes a json-file log as another tool would; a record without a time gets noon. */
export async function writeLog(file: string, records: readonly WrittenRecord[]): Promise<void> {
  const lines = records.map(([stream, log, time = minute(0)]) => `${JSON.stringify({ log, stream, time })}\n`);
  await writeFile(file, lines.join(""));
}

/** `count` lines, a minute apart. */
export function numberedLines(count: number): WrittenRecord[] {
  return Array.from({ length: count }, (_, index) => ["stdout", `line ${index}\n`, minute(index)]);
}
