import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { presentLayers } from "../../../../src/image/layer/present-layers.ts";

async function asked(count: number, present: number): Promise<{ found: number; questions: number }> {
  let questions = 0;
  const found = await presentLayers(count, async (layer) => {
    questions++;
    return layer <= present;
  });
  return { found, questions };
}

describe("the layers that are there", () => {
  test("are counted, whatever their number", async () => {
    for (let count = 0; count <= 9; count++) {
      for (let present = 0; present <= count; present++) assert.equal((await asked(count, present)).found, present);
    }
  });

  test("take one question where all are, two where none is, few in between", async () => {
    const questions = await Promise.all([60, 0, 42].map(async (present) => (await asked(60, present)).questions));
    assert.deepEqual(questions.slice(0, 2), [1, 2]);
    assert.ok(questions[2]! <= 8);
  });
});
