import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { jsonMember } from "../../../src/engine/json-member.ts";

const member = (text: string, ...keys: readonly string[]) => jsonMember(Buffer.from(text), ...keys);

/** Objects of all that JSON has, from a generator that a failure can be repeated with. */
function randomObject(random: () => number, depth = 0): Record<string, unknown> {
  const texts = ["process", "args", 'a"b', "c\\", '{"process":1}', "é", "", "x: [", "\n"];
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
  const value = (): unknown =>
    pick<() => unknown>([
      () => pick(texts),
      () => random() * 100 - 50,
      () => pick([true, false, null]),
      () => Array.from({ length: random() * 4 }, () => (depth < 3 ? randomObject(random, depth + 1) : pick(texts))),
      () => (depth < 3 ? randomObject(random, depth + 1) : {}),
    ])();
  return Object.fromEntries(Array.from({ length: random() * 6 }, () => [pick(texts), value()]));
}

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

describe("a member of a JSON object", () => {
  test("is what JSON.parse finds there, compact or indented, whatever stands before and after", () => {
    for (let seed = 1; seed <= 500; seed++) {
      const object = randomObject(generator(seed));
      for (const key of ["process", "args", 'a"b', "c\\", "missing"]) {
        for (const text of [JSON.stringify(object), JSON.stringify(object, null, 2)]) {
          assert.deepEqual(member(text, key), JSON.parse(text)[key], `${key} in ${text}`);
        }
      }
    }
  });

  test("is found below another one, and nowhere below what is no object", () => {
    for (let seed = 1; seed <= 500; seed++) {
      const object = randomObject(generator(seed));
      for (const [outer, inner] of [
        ["process", "args"],
        ["args", 'a"b'],
        ["c\\", "process"],
      ] as const) {
        for (const text of [JSON.stringify(object), JSON.stringify(object, null, 2)]) {
          const found = JSON.parse(text)[outer];
          const isObject = typeof found === "object" && found !== null && !Array.isArray(found);
          assert.deepEqual(member(text, outer, inner), isObject ? found[inner] : undefined, `${outer} in ${text}`);
        }
      }
    }
  });

  test("is read without what comes after it", () => {
    assert.deepEqual(member('{"ociVersion":"1.1.0","process":{"args":["sh"]},"linux": not JSON', "process"), {
      args: ["sh"],
    });
    assert.deepEqual(member('{"process":{"args":["sh"],"env": not JSON', "process", "args"), ["sh"]);
  });
});
