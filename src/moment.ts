import { type Duration, toMilliseconds } from "./duration.ts";
import { NerdError } from "./errors.ts";

/** A moment: RFC 3339, a date, Unix seconds, or a duration before now (`10m`), as Docker's `--since` takes. */
export type Moment = string | number | Date;

const dateTime = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})?)?$/;
const unixSeconds = /^(\d+)(?:\.(\d{1,9}))?$/;

/**
 * The moment as log records have it, in UTC with nine decimals, so that two compare as text. What names no time zone is local time.
 * Throws INVALID_VALUE.
 */
export function utcTime(moment: Moment, now = Date.now()): string {
  if (moment instanceof Date) return utcText(moment.getTime(), "");
  const text = String(moment).trim();
  const unix = unixSeconds.exec(text);
  if (unix) return utcText(Number(unix[1]) * 1000, unix[2]);
  const date = dateTime.exec(text);
  if (date) return civilTime(text, date);
  return utcText(now - sinceNow(text), "");
}

/** The same in milliseconds since 1970. */
export function momentMs(moment: Moment): number {
  return Date.parse(utcTime(moment));
}

function civilTime(text: string, [, day, minute = "00:00", second = "00", fraction, zone = ""]: string[]): string {
  const ms = Date.parse(`${day}T${minute}:${second}${zone}`);
  if (Number.isNaN(ms)) throw invalidTime(text);
  return utcText(ms, fraction);
}

function sinceNow(text: Duration): number {
  try {
    return toMilliseconds(text);
  } catch (cause) {
    throw invalidTime(String(text), cause);
  }
}

function invalidTime(text: string, cause?: unknown): NerdError {
  const hint = "write 10m, 2026-08-01T12:00:00Z or seconds since 1970";
  return new NerdError("INVALID_VALUE", `not a time: ${text}`, { hint, cause });
}

/** `fraction` replaces the milliseconds where there is one: a Date has no room for nanoseconds. */
function utcText(ms: number, fraction: string | undefined): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) throw invalidTime(String(ms));
  const iso = date.toISOString();
  return `${iso.slice(0, 19)}.${(fraction || iso.slice(20, 23)).padEnd(9, "0")}Z`;
}

const normal = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{9}Z$/;

/** A record's own time in that form; other writers leave trailing zeros out, or write a zone. */
export function normalUtcTime(time: string): string {
  return normal.test(time) || !dateTime.test(time) ? time : utcTime(time);
}
