import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { logName } from "../../../../src/compose/logs/log-name.ts";

describe("what stands before a container's lines", () => {
  for (const [name, expected] of [
    ["shop-web-2", "web-2"],
    ["shop_web_2", "web_2"],
    ["front", "front"],
    ["shop-web-run-0ab1", "shop-web-run-0ab1"],
  ] as const) {
    test(`is ${expected} for ${name}`, () => {
      assert.equal(logName("shop", { name, service: "web", number: 2 }), expected);
    });
  }
});
