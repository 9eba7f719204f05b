import { type FunctionTable, fixed } from "../function-table.ts";
import { Problem } from "../source.ts";
import type { Value } from "../value.ts";
import { formattedDate, monthNames, type Timestamp, weekdayNames } from "./date-format.ts";

export function dateFunctions(now: () => Date): FunctionTable {
  return {
    timestamp: fixed([], () => rfc3339({ epochMs: now().getTime(), offsetMinutes: 0 })),
    formatdate: fixed(["text", "text"], (format, time) => formattedDate(format, parseTimestamp(time))),
    formattimestamp: fixed(["text", "value"], (format, time) => {
      const at = typeof time === "number" ? unixTime(time) : parseTimestamp(String(time));
      return format === "X" ? String(Math.floor(at.epochMs / 1000)) : formattedDate(format, at);
    }),
    timeadd: fixed(["text", "text"], (time, duration) => {
      const { epochMs, offsetMinutes } = parseTimestamp(time);
      return rfc3339({ epochMs: epochMs + durationMs(duration), offsetMinutes });
    }),
    unixtimestampparse: fixed(["number"], (seconds) => parsedTime(unixTime(seconds))),
  };
}

function unixTime(seconds: number): Timestamp {
  if (!Number.isInteger(seconds)) throw new Problem("a unix timestamp is a whole number");
  return { epochMs: seconds * 1000, offsetMinutes: 0 };
}

const written = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|([-+])(\d\d):(\d\d))$/;

/** RFC 3339. */
function parseTimestamp(text: string): Timestamp {
  const [, local, fraction = "", zone, sign, hours, minutes] = written.exec(text) ?? [];
  const epochMs = Date.parse(`${local}.${fraction.slice(0, 3).padEnd(3, "0")}Z`);
  if (zone === undefined || Number.isNaN(epochMs))
    throw new Problem(`${JSON.stringify(text)} is no time such as 2026-01-31T12:00:00Z`);
  const offset = sign === undefined ? 0 : (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1);
  return { epochMs: epochMs - offset * 60_000, offsetMinutes: offset };
}

function rfc3339({ epochMs, offsetMinutes }: Timestamp): string {
  const date = new Date(epochMs + offsetMinutes * 60_000);
  if (Number.isNaN(date.getTime())) throw new Problem("there is no such time");
  return date.toISOString().slice(0, 19) + formattedDate("Z", { epochMs, offsetMinutes });
}

const unitsMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

function durationMs(text: string): number {
  const [, sign, rest = ""] = /^([-+]?)((?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/.test(text)
    ? (/^([-+]?)(.*)$/.exec(text) ?? [])
    : (/^([-+]?)(0)$/.exec(text) ?? []);
  if (rest === "") throw new Problem(`${JSON.stringify(text)} is no duration such as 1h30m`);
  const parts = rest.matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/g);
  const sum = [...parts].reduce((total, [, count, unit]) => total + Number(count) * (unitsMs[unit ?? ""] ?? 0), 0);
  return sign === "-" ? -sum : sum;
}

function parsedTime(time: Timestamp): Value {
  const date = new Date(time.epochMs);
  const yearStart = Date.UTC(date.getUTCFullYear(), 0, 1);
  // A week is of the year that its Thursday is in.
  const thursday = new Date(time.epochMs + (3 - ((date.getUTCDay() + 6) % 7)) * 86_400_000);
  const week = Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / (7 * 86_400_000)) + 1;
  return new Map<string, Value>([
    ["year", date.getUTCFullYear()],
    ["year_day", Math.floor((time.epochMs - yearStart) / 86_400_000) + 1],
    ["day", date.getUTCDate()],
    ["month", date.getUTCMonth() + 1],
    ["month_name", monthNames[date.getUTCMonth()] ?? ""],
    ["weekday", date.getUTCDay()],
    ["weekday_name", weekdayNames[date.getUTCDay()] ?? ""],
    ["hour", date.getUTCHours()],
    ["minute", date.getUTCMinutes()],
    ["second", date.getUTCSeconds()],
    ["rfc3339", rfc3339(time)],
    ["iso_year", thursday.getUTCFullYear()],
    ["iso_week", week],
  ]);
}
