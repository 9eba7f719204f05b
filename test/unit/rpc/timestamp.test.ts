import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { fromTimestamp, toTimestamp } from "../../../src/rpc/timestamp.ts";
import { WireReader } from "../../../src/rpc/wire-reader.ts";
import { WireWriter } from "../../../src/rpc/wire-writer.ts";

function wire(text: string): Buffer {
  const writer = new WireWriter();
  toTimestamp(writer, text);
  return writer.finish();
}

const roundTrip = (text: string) => fromTimestamp(new WireReader(wire(text)));

function timestamp(seconds: number, nanos: number): string {
  const writer = new WireWriter();
  for (const [tag, value] of [
    [0x08, seconds],
    [0x10, nanos],
  ] as const) {
    writer.varint(tag);
    writer.varint(value);
  }
  return fromTimestamp(new WireReader(writer.finish()));
}

describe("a timestamp", () => {
  test("comes back to the nanosecond, from year 1 to 9999", () => {
    const [first, last] = [Date.parse("0001-01-02T00:00:00Z") / 1000, Date.parse("9999-12-31T23:59:59Z") / 1000];
    const seconds = fc.integer({ min: first, max: last });
    fc.assert(
      fc.property(seconds, fc.nat({ max: 999_999_999 }), (seconds, nanos) => {
        const text = timestamp(seconds, nanos);
        assert.equal(roundTrip(text), text);
        assert.equal(Math.floor(Date.parse(text) / 1000), seconds);
      }),
    );
  });

  const cases: readonly [seconds: number, nanos: number, text: string][] = [
    [0, 0, "1970-01-01T00:00:00Z"],
    [-1, 500_000_000, "1969-12-31T23:59:59.5Z"],
    [1_785_600_000, 123_456_789, "2026-08-01T16:00:00.123456789Z"],
    [1_785_600_000, 1000, "2026-08-01T16:00:00.000001Z"],
    [-62_135_596_800, 0, "0001-01-01T00:00:00Z"],
  ];
  for (const [seconds, nanos, text] of cases) {
    test(`${seconds} s and ${nanos} ns are ${text}`, () => assert.equal(timestamp(seconds, nanos), text));
  }

  test("is read in any time zone, and written in UTC", () => {
    assert.equal(roundTrip("2026-08-01T16:00:00.25+02:00"), "2026-08-01T14:00:00.25Z");
    assert.equal(roundTrip("2026-08-01T16:00:00-05:30"), "2026-08-01T21:30:00Z");
  });

  test("passes over what it does not know, and is 1970 where it is empty", () => {
    assert.equal(fromTimestamp(new WireReader(Buffer.from([0x1a, 1, 0, 0x08, 60]))), "1970-01-01T00:01:00Z");
    assert.equal(fromTimestamp(new WireReader(Buffer.alloc(0))), "1970-01-01T00:00:00Z");
  });

  test("is refused where the text is no time", () => {
    for (const text of ["", "yesterday", "2026-13-01T00:00:00Z", "2026-08-01"])
      assert.throws(() => wire(text), RangeError);
  });
});
