import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AwaitHolder } from "../../../src/shell/await-holder.ts";
import { withHeldAwaits } from "../../../src/shell/held-awaits.ts";

const cases: readonly (readonly [code: string, held: string])[] = [
  ["1 + 1", "1 + 1"],
  ["const a = await f()", "const a = await h.value((f()))"],
  ["await (a, b)", "await (h.value((a, b)))"],
  ["(await a).b(await c)", "(await h.value((a))).b(await h.value((c)))"],
  ["await await a", "await h.value((await h.value((a))))"],
  ["async () => await a", "async () => await a"],
  ["class A { async b() { await a } }", "class A { async b() { await a } }"],
  ["for await (const a of b) await a", 'for await (const a of h.items((b), "b")) await h.value((a))'],
  ["for await (const a of await b) {}", 'for await (const a of h.items((await h.value((b))), "await b")) {}'],
  ["for (const a of await b) {}", "for (const a of await h.value((b))) {}"],
  ["with (a) { await b }", "with (a) { await h.value((b)) }"],
];

describe("code whose awaits are held", () => {
  for (const [code, held] of cases) {
    test(`is made of ${code}`, () => assert.equal(withHeldAwaits(code, "h"), held));
  }

  test("is refused where nobody could tell what it awaits", () => {
    assert.throws(() => withHeldAwaits("await ]", "h"), SyntaxError);
  });
});

describe("what holds an await", () => {
  test("hands on the promise itself, and what is awaited of anything else", async () => {
    const holder = new AwaitHolder();
    const promise = Promise.resolve(1);
    assert.equal(holder.value(promise), promise);
    // biome-ignore lint/suspicious/noThenProperty: an operation is one, too.
    assert.equal(await holder.value({ then: (resolve: (value: number) => void) => resolve(2) }), 2);
    assert.equal(await holder.value(3), 3);
  });

  test("hands on each item, the end, a failure, and that nobody wants more", async () => {
    const holder = new AwaitHolder();
    let isClosed = false;
    async function* two() {
      try {
        yield 1;
        yield 2;
      } finally {
        isClosed = true;
      }
    }
    const seen: unknown[] = [];
    for await (const item of holder.items(two(), "two()")) seen.push(item);
    for await (const item of holder.items([Promise.resolve(3), 4], "[…]")) seen.push(item);
    assert.deepEqual([seen, isClosed], [[1, 2, 3, 4], true]);
    isClosed = false;
    for await (const _ of holder.items(two(), "two()")) break;
    assert.equal(isClosed, true);
    const failing = { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new RangeError("no more")) }) };
    await assert.rejects(async () => {
      for await (const _ of holder.items(failing, "failing"));
    }, RangeError);
  });

  test("says by its name what has no items", () => {
    const nothing = undefined as unknown as Iterable<unknown>; // As code at a prompt may have it.
    assert.throws(() => new AwaitHolder().items(nothing, "a.b"), { message: "a.b is not async iterable" });
  });
});
