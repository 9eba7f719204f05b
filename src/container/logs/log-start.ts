import { normalUtcTime } from "../../moment.ts";
import type { LogFile } from "./log-files.ts";
import { RecordReader } from "./record-reader.ts";

/** A place in the files of a log, oldest first; always the beginning of a record. */
export interface LogStart {
  readonly file: number;
  readonly position: number;
}

// Longer than any record that the logger writes.
const windowBytes = 128 * 1024;
const newline = 0x0a;

/** Where the last `lines` lines begin. Reads backwards, and no more than that. */
export async function tailStart(files: readonly LogFile[], lines: number): Promise<LogStart> {
  let wanted: number | undefined;
  for (let file = files.length - 1; file >= 0; file--) {
    for await (const { position, bytes } of windowsBackwards(files[file]!)) {
      const { ends, endsLine } = lineEnds(bytes);
      if (lines === 0) return { file, position: position + bytes.length };
      // The last line begins after the second line end from the back, or after the first where it has none itself.
      wanted ??= lines + (endsLine ? 1 : 0);
      if (ends.length >= wanted) return { file, position: position + ends[ends.length - wanted]! };
      wanted -= ends.length;
    }
  }
  return { file: 0, position: 0 };
}

/**
 * A place before the first record of `since` or later, and near it. Searches by halves, so it takes for granted that
 * the clock was never set back.
 */
export async function sinceStart(files: readonly LogFile[], since: string): Promise<LogStart> {
  for (let file = files.length - 1; file >= 0; file--) {
    const first = await recordAfter(files[file]!, 0);
    if (first && first.time < since) return { file, position: await lastBefore(files[file]!, since) };
  }
  return { file: 0, position: 0 };
}

async function lastBefore(file: LogFile, since: string): Promise<number> {
  let before = 0;
  let after = (await file.handle.stat()).size;
  while (after - before > windowBytes) {
    const middle = Math.floor((before + after) / 2);
    const record = await recordAfter(file, middle);
    if (record && record.time < since) before = record.position;
    else after = middle;
  }
  return before;
}

/** The first record that begins at `position` or in the window after it. */
async function recordAfter(file: LogFile, position: number): Promise<{ position: number; time: string } | undefined> {
  const window = await readWindow(file, position, windowBytes);
  const start = position === 0 ? 0 : window.indexOf(newline) + 1;
  const end = window.indexOf(newline, start) + 1;
  const record = new RecordReader(window.subarray(start, end));
  return end > 0 && record.next() ? { position: position + start, time: normalUtcTime(record.time) } : undefined;
}

/** The whole records of a file from its end to its beginning, some at a time. */
async function* windowsBackwards(file: LogFile): AsyncGenerator<{ position: number; bytes: Buffer }> {
  const { size } = await file.handle.stat();
  let rest: Buffer = Buffer.alloc(0);
  for (let end = size; end > 0; ) {
    const position = Math.max(0, end - windowBytes);
    const bytes = Buffer.concat([await readWindow(file, position, end - position), rest]);
    const start = position === 0 ? 0 : bytes.indexOf(newline) + 1;
    // In the last window what follows the last newline is being written; in others there is nothing after it.
    const whole = bytes.subarray(start, bytes.lastIndexOf(newline) + 1);
    if (whole.length > 0) yield { position: position + start, bytes: whole };
    rest = bytes.subarray(0, whole.length > 0 || position === 0 ? start : bytes.length);
    end = position;
  }
}

function lineEnds(records: Buffer): { ends: number[]; endsLine: boolean } {
  const ends: number[] = [];
  const record = new RecordReader(records);
  let endsLine = true;
  while (record.next()) {
    endsLine = record.endsLine;
    if (endsLine) ends.push(record.position);
  }
  return { ends, endsLine };
}

async function readWindow(file: LogFile, position: number, length: number): Promise<Buffer> {
  const window = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.handle.read(window, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return window.subarray(0, filled);
}
