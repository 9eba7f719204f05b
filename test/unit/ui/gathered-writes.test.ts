import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gatheredWrites } from "../../../src/ui/gathered-writes.ts";

describe("gathered writes", () => {
  test("are one for what comes at once, and there before anything that is waited for", async () => {
    const written: string[] = [];
    const { write } = gatheredWrites((text) => written.push(text));
    for (const text of ["a\n", "b\n"]) write(text);
    assert.deepEqual(written, []);
    await undefined;
    assert.deepEqual(written, ["a\nb\n"]);
    write("c\n");
    await undefined;
    assert.deepEqual(written, ["a\nb\n", "c\n"]);
  });

  test("are written where they are flushed, once, as at an exit", async () => {
    const written: string[] = [];
    const { write, flush } = gatheredWrites((text) => written.push(text));
    write("a\n");
    flush();
    assert.deepEqual(written, ["a\n"]);
    flush();
    await undefined;
    assert.deepEqual(written, ["a\n"]);
  });
});
