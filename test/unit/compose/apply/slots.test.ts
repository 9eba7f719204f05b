import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Slots } from "../../../../src/compose/apply/slots.ts";

const soon = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("slots", () => {
  it("are had by so many at once, the others in the order in which they came", async () => {
    const slots = new Slots(2);
    const had: string[] = [];
    const take = async (name: string) => {
      const slot = await slots.take();
      had.push(name);
      return slot;
    };
    const [a, , c] = [take("a"), take("b"), take("c"), take("d")];
    await soon();
    assert.deepEqual(had, ["a", "b"]);
    (await a)[Symbol.dispose]();
    await soon();
    assert.deepEqual(had, ["a", "b", "c"]);
    (await c)[Symbol.dispose]();
    await soon();
    assert.deepEqual(had, ["a", "b", "c", "d"]);
  });

  it("are given back once, though their holder says so twice", async () => {
    const slots = new Slots(1);
    const first = await slots.take();
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    await slots.take();
    let isTaken = false;
    void slots.take().then(() => {
      isTaken = true;
    });
    await soon();
    assert.equal(isTaken, false);
  });

  it("are any number where that is not positive", async () => {
    const slots = new Slots(-1);
    await Promise.all(Array.from({ length: 100 }, () => slots.take()));
  });
});
