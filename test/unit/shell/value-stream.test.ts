import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eachItem, isStream } from "../../../src/shell/value-stream.ts";
import { itemText, shortened, valueText } from "../../../src/shell/value-text.ts";

async function* counting(): AsyncGenerator<number> {
  yield 1;
  yield 2;
}

describe("a stream as a result", () => {
  test("is what can be iterated, and not what one writes to", () => {
    assert.deepEqual([counting(), process.stdin, process.stdout, [], null].map(isStream), [
      true,
      "write" in process.stdin === false,
      false,
      false,
      false,
    ]);
  });

  test("is shown item by item, and its failure is the line's", async () => {
    const items: unknown[] = [];
    await eachItem(counting(), new AbortController().signal, (item) => items.push(item));
    assert.deepEqual(items, [1, 2]);
    const failing = (async function* () {
      yield 1;
      throw new RangeError("broken");
    })();
    await assert.rejects(
      eachItem(failing, new AbortController().signal, () => {}),
      RangeError,
    );
  });

  test("simply ends where it is cancelled while it waits", async () => {
    const controller = new AbortController();
    const endless = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise<IteratorResult<number>>(() => controller.abort()) }),
    };
    await eachItem(endless, controller.signal, () => assert.fail("there is no item"));
  });

  test("has its items' texts on lines", () => {
    const items = ["a\n", new TextEncoder().encode("宽\n"), { text: "log line", time: "now" }, { a: [1, { b: 2 }] }];
    assert.deepEqual(
      items.map((item) => itemText(item, false)),
      ["a", "宽", "log line", "{ a: [ 1, { b: 2 } ] }"],
    );
  });
});

describe("a long result", () => {
  test("is cut with a word on where the rest is", () => {
    const text = valueText(
      Array.from({ length: 300 }, (_, n) => ({ n })),
      { columns: 80, hasColors: false },
    );
    const lines = shortened(text, "out[3]").split("\n");
    assert.deepEqual([lines.length, lines.at(-1)], [201, "… 101 more lines; out[3] has all of them"]);
    assert.equal(shortened("short", "out[3]"), "short");
  });
});
