import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  classes,
  codeOf,
  codes,
  isReplyTo,
  type Query,
  questionBytes,
  readQuery,
  recordTypes,
  withId,
  writeReply,
} from "../../../../src/network/dns/message.ts";

const label = fc.stringMatching(/^[a-z0-9_-]{1,63}$/);
const name = fc
  .array(label, { maxLength: 6 })
  .map((labels) => labels.join("."))
  .filter((text) => text.length < 250);
const uint16 = fc.nat(0xffff);

function query(bytes: Uint8Array): Query {
  const read = readQuery(bytes);
  assert.ok("question" in read);
  return read;
}

function header(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(12);
  for (const [i, value] of values.entries()) bytes.writeUInt16BE(value, 2 * i);
  return bytes;
}

/** What is sent back for bytes that are no question. */
function replyCode(bytes: Uint8Array): number | "none" {
  const read = readQuery(bytes);
  assert.ok("reply" in read);
  return read.reply === undefined ? "none" : codeOf(read.reply);
}

describe("a question", () => {
  test("is read as it was written", () => {
    fc.assert(
      fc.property(name, uint16, uint16, uint16, (name, type, class_, id) => {
        const read = query(questionBytes(name, type, class_, id));
        assert.deepEqual([read.name, read.type, read.class, read.id], [name, type, class_, id]);
      }),
    );
  });

  test("means the same in capitals, and comes back as it was asked", () => {
    const read = query(questionBytes("DB.Blue", recordTypes.A, classes.IN, 7));
    assert.equal(read.name, "db.blue");
    const reply = Buffer.from(writeReply(read, { code: codes.NOERROR }));
    assert.ok(reply.includes("Blue"));
    assert.ok(isReplyTo(reply, read));
  });

  test("of any bytes at all has an end", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        readQuery(bytes);
      }),
      { numRuns: 2000 },
    );
  });

  test("cut short anywhere is a format error, or nothing where no header is left", () => {
    const whole = questionBytes("db.blue", recordTypes.A, classes.IN, 7);
    for (let length = 0; length < whole.length; length++) {
      assert.equal(replyCode(whole.subarray(0, length)), length < 12 ? "none" : codes.FORMERR);
    }
  });

  test("with a pointer that leads to itself, forward, or round in a circle is a format error", () => {
    const tail = [0, 1, 0, 1];
    for (const bytes of [
      [0xc0, 12, ...tail],
      [0xc0, 14, 1, 97, 0, ...tail],
      [1, 97, 0xc0, 12, ...tail],
      [0x80, 12, ...tail],
    ]) {
      assert.equal(replyCode(Buffer.concat([header(1, 0x0100, 1), Buffer.from(bytes)])), codes.FORMERR);
    }
  });

  test("of more than 255 bytes is a format error", () => {
    const long = questionBytes(Array(5).fill("a".repeat(60)).join("."), recordTypes.A, classes.IN, 7);
    assert.equal(replyCode(long), codes.FORMERR);
  });

  test("beside another one, or of another kind, is refused by its code", () => {
    assert.equal(replyCode(header(1, 0x0100, 2)), codes.FORMERR);
    assert.equal(replyCode(header(1, 0x0100, 0)), codes.FORMERR);
    assert.equal(replyCode(header(1, 0x2800, 1)), codes.NOTIMP);
  });

  test("that is an answer is not answered", () => {
    assert.equal(replyCode(header(1, 0x8180, 1)), "none");
  });
});

describe("a reply", () => {
  const asked = query(questionBytes("db", recordTypes.A, classes.IN, 258));

  test("has an address at once good for no longer than now", () => {
    const reply = writeReply(asked, { code: codes.NOERROR, records: [{ type: "A", address: "10.4.1.2" }] });
    assert.equal(
      Buffer.from(reply).toString("hex"),
      "010285800001000100000000" + "0264620000010001" + "c00c00010001000000000004" + "0a040102",
    );
  });

  test("says that it is cut short where it has more than the asker takes", () => {
    const records = Array.from({ length: 100 }, (_, i) => ({ type: "A", address: `10.4.1.${i}` }) as const);
    const short = writeReply(asked, { code: codes.NOERROR, records });
    assert.ok(short.length <= 512);
    assert.ok(short[2]! & 2);
    const whole = writeReply(asked, { code: codes.NOERROR, records }, 0xffff);
    assert.equal(whole[2]! & 2, 0);
    assert.equal(Buffer.from(whole).readUInt16BE(6), 100);
  });

  test("goes only with the question's id and name", () => {
    const reply = writeReply(asked, { code: codes.NXDOMAIN });
    assert.ok(isReplyTo(reply, asked));
    assert.equal(isReplyTo(withId(reply, 259), asked), false);
    assert.equal(isReplyTo(reply, query(questionBytes("da", recordTypes.A, classes.IN, 258))), false);
    assert.equal(isReplyTo(questionBytes("db", recordTypes.A, classes.IN, 258), asked), false);
  });
});
