import assert from "node:assert/strict";
import { test } from "node:test";
import { isNerdError } from "../../src/errors.ts";
import { utcTime } from "../../src/moment.ts";

const now = Date.UTC(2026, 7, 1, 12, 0, 0, 250);
const local = (...parts: [number, number, number, number, number, number?]) =>
  new Date(...parts).toISOString().replace(/\.000Z$/, ".000000000Z");

for (const [moment, expected] of [
  ["2026-08-01T12:00:00Z", "2026-08-01T12:00:00.000000000Z"],
  ["2026-08-01T12:00:00.123456789Z", "2026-08-01T12:00:00.123456789Z"],
  ["2026-08-01T14:30:00.5+02:30", "2026-08-01T12:00:00.500000000Z"],
  ["2026-08-01T12:00:01", local(2026, 7, 1, 12, 0, 1)],
  ["2026-08-01T12:00", local(2026, 7, 1, 12, 0)],
  ["2026-08-01", local(2026, 7, 1, 0, 0)],
  ["1785585600", "2026-08-01T12:00:00.000000000Z"],
  ["1785585600.000000001", "2026-08-01T12:00:00.000000001Z"],
  [1785585600, "2026-08-01T12:00:00.000000000Z"],
  [new Date(now), "2026-08-01T12:00:00.250000000Z"],
  ["10m", "2026-08-01T11:50:00.250000000Z"],
  ["1h30m", "2026-08-01T10:30:00.250000000Z"],
] as const) {
  test(`${moment instanceof Date ? "a Date" : moment} is ${expected}`, () => {
    assert.equal(utcTime(moment, now), expected);
  });
}

for (const moment of ["", "yesterday", "2026-13-01", "5 m", "-10m"]) {
  test(`"${moment}" is no time`, () => {
    assert.throws(
      () => utcTime(moment, now),
      (error) => isNerdError(error, "INVALID_VALUE"),
    );
  });
}
