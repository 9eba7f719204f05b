import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectRequest } from "../../../../src/registry/http/socks.ts";

describe("a request to a SOCKS proxy", () => {
  test("has an IPv4 address as bytes, and all else as text", () => {
    const hex = (host: string) => connectRequest({ host, port: 443 }).toString("hex");
    assert.equal(hex("10.1.2.3"), "050100010a01020301bb");
    assert.equal(hex("r.io"), `0501000304${Buffer.from("r.io").toString("hex")}01bb`);
    assert.equal(hex("fd00::1"), `0501000307${Buffer.from("fd00::1").toString("hex")}01bb`);
  });

  test("is refused for a name that is longer than the protocol can say", () => {
    assert.throws(() => connectRequest({ host: "x".repeat(256), port: 443 }), { code: "INVALID_VALUE" });
  });
});
