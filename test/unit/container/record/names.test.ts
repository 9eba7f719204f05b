import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkName, generatedName, newId, shortId } from "../../../../src/container/record/names.ts";
import { unusedName } from "../../../../src/container/reserved-name.ts";
import type { Context } from "../../../../src/context.ts";
import { resolveSettings } from "../../../../src/settings/resolve.ts";
import { NameStore } from "../../../../src/store/name-store.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

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

  test("has more digits where another container has the short one", async () => {
    await using root = await temporaryDirectory();
    const settings = await resolveSettings({ environment: { NERDSH_ROOT: root.path }, userId: 0 });
    // Of the engine, a name needs the namespace alone.
    const context = { settings, engine: { namespace: "default" } } as unknown as Context;
    assert.equal(await unusedName(context, "alpine", id), "alpine-0ab12");
    await new NameStore(settings.dataStore, "default").reserve("alpine-0ab12", "0ab12".padEnd(64, "f"));
    assert.equal(await unusedName(context, "alpine", id), `alpine-${id}`);
  });

  test("has letters, digits and _ . -, two at least, and begins with one of the former", () => {
    for (const name of ["ab", "a-", "0.", "Web_1.2-x", "a".repeat(253)]) assert.equal(checkName(name), name);
    for (const name of ["", "a", "-ab", ".ab", "_ab", "a/b", "a b", "ä1", "ab\n"]) {
      assert.throws(() => checkName(name), { code: "INVALID_VALUE", message: /must match pattern/ }, name);
    }
    const message = `a name has at most 253 letters, and 254 has: ${"a".repeat(20)}…`;
    assert.throws(() => checkName("a".repeat(254)), { code: "INVALID_VALUE", message });
  });
});
