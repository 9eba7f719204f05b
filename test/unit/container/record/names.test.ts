import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkName, generatedName, newId, shortId } from "../../../../src/container/record/names.ts";

describe("an id", () => {
  test("is 64 hexadecimal digits, another each time, and twelve in tables", () => {
    const [id, other] = [newId(), newId()];
    assert.match(id, /^[0-9a-f]{64}$/);
    assert.notEqual(id, other);
    assert.equal(shortId(id), id.slice(0, 12));
  });

  test("has a letter in its first twelve digits, which are a host name, too", () => {
    const numbers = [Buffer.alloc(32, 0x12), Buffer.alloc(32, 0x99), Buffer.alloc(32, 0x1a)];
    assert.equal(
      newId(() => numbers.shift()!),
      "1a".repeat(32),
    );
  });
});

describe("a name", () => {
  const id = "0ab12cd34ef5";
  const cases: readonly [image: string, name: string][] = [
    ["alpine", "alpine-0ab12"],
    ["alpine:3.20", "alpine-0ab12"],
    ["registry.example.org:5000/team/web:1", "web-0ab12"],
    [`nginx@sha256:${"a".repeat(64)}`, "nginx-0ab12"],
    ["", "untitled-0ab12"],
  ];
  for (const [image, name] of cases) {
    test(`of a container of ${image || "no image"} is ${name}`, () =>
      assert.equal(checkName(generatedName(image, id)), name));
  }

  test("has letters, digits and _ . -, two at least, and begins with one of the former", () => {
    for (const name of ["ab", "a-", "0.", "Web_1.2-x", "a".repeat(300)]) assert.equal(checkName(name), name);
    for (const name of ["", "a", "-ab", ".ab", "_ab", "a/b", "a b", "ä1", "ab\n"]) {
      assert.throws(() => checkName(name), { code: "INVALID_VALUE", message: /must match pattern/ }, name);
    }
  });
});
