import type { WireReader } from "./wire-reader.ts";
import type { WireWriter } from "./wire-writer.ts";

const secondsField = 0x08;
const nanosField = 0x10;

/** `google.protobuf.Timestamp` as RFC 3339 in UTC, with as many decimals as it has (Go's RFC3339Nano). */
export function fromTimestamp(reader: WireReader): string {
  let seconds = 0;
  let nanos = 0;
  while (!reader.done) {
    const tag = reader.varint();
    if (tag === secondsField) seconds = reader.varint();
    else if (tag === nanosField) nanos = reader.varint();
    else reader.skip(tag & 7);
  }
  const whole = seconds < goZeroSeconds ? "0001-01-01T00:00:00" : new Date(seconds * 1000).toISOString().slice(0, 19);
  const fraction = String(nanos).padStart(9, "0").replace(/0+$/, "");
  return fraction ? `${whole}.${fraction}Z` : `${whole}Z`;
}

export function toTimestamp(writer: WireWriter, text: string): void {
  const [, whole = "", fraction = "", zone = "Z"] = /^(.{19})(?:\.(\d{1,9}))?(.*)$/.exec(text) ?? [];
  const ms = Date.parse(`${whole}${zone}`);
  if (Number.isNaN(ms)) throw new RangeError(`not an RFC 3339 time: ${text}`);
  writer.varint(secondsField);
  writer.varint(ms / 1000);
  writer.varint(nanosField);
  writer.varint(Number(fraction.padEnd(9, "0")));
}

/** Year 1, Go's zero time, which containerd sends for a time that was never set. */
const goZeroSeconds = -62_135_596_800 + 1;
