import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { formatIp, parseIp } from "../../../../src/network/addresses/ip-number.ts";

describe("an address", () => {
  for (const text of ["::", "::1", "fd00::1", "fd00:1:0:0:2::", "1:2:3:4:5:6:7:8", "10:20::30:0", "fd00:10::"]) {
    test(`of IPv6 has one short form: ${text}`, () => assert.equal(formatIp(parseIp(text), 6), text));
  }

  test("of IPv6 may end in one of IPv4", () => {
    assert.equal(parseIp("::ffff:10.4.0.1"), 0xffff0a040001n);
  });

  test("comes out of its text with its number unchanged", () => {
    fc.assert(fc.property(fc.ipV6(), (text) => assert.equal(parseIp(formatIp(parseIp(text), 6)), parseIp(text))));
    fc.assert(fc.property(fc.ipV4(), (text) => assert.equal(formatIp(parseIp(text), 4), text)));
  });
});
