import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { changeText, type KeyParts, taskKey } from "../../../../src/task/cache/task-key.ts";

const digest = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 1, maxLength: 8 });
const named = fc.uniqueArray(fc.tuple(fc.string({ minLength: 1 }), digest), {
  selector: ([name]) => name,
  maxLength: 4,
});
const parts: fc.Arbitrary<KeyParts> = fc.record({
  ...{ code: digest, recipe: digest, options: fc.string() },
  ...{ files: named, env: named, images: named, deps: named },
});
const texts = ["code", "recipe", "options"] as const;
const lists = ["files", "env", "images", "deps"] as const;

/** What `changeText` says of a change of each part. */
const words = {
  ...{ code: "its code", recipe: "the recipe", options: "its options", files: "files", env: "variables" },
  ...{ images: "images", deps: "dependencies" },
};

describe("the key of a task", () => {
  test("is another one for another task, and wherever one part is another text", () => {
    fc.assert(
      fc.property(parts, fc.constantFrom(...texts), fc.string(), (before, part, text) => {
        const after = { ...before, [part]: `${text}${before[part]}.` };
        assert.equal(taskKey("a", structuredClone(before)), taskKey("a", before));
        assert.notEqual(taskKey("a", after), taskKey("a", before));
        assert.notEqual(taskKey("b", before), taskKey("a", before));
        assert.match(changeText(before, after), new RegExp(`^${words[part]}`));
      }),
    );
  });

  test("is another one where one file, variable, image or dependency is new, gone, renamed or changed", () => {
    fc.assert(
      fc.property(
        parts,
        fc.constantFrom(...lists),
        fc.tuple(named, fc.nat(), fc.string()),
        (before, part, [more, index, name]) => {
          const list = [...before[part], ["\0last", "0"] as const];
          const at = index % list.length;
          const [oldName, oldDigest] = list[at]!; // One of the list.
          const changes = [
            [...list, [`\0new${name}`, "0"] as const],
            list.toSpliced(at, 1),
            list.toSpliced(at, 1, [`\0other${name}`, oldDigest]),
            list.toSpliced(at, 1, [oldName, `${oldDigest}0`]),
            more,
          ];
          const old = { ...before, [part]: list };
          for (const change of changes) {
            const now = { ...before, [part]: change };
            assert.notEqual(taskKey("a", now), taskKey("a", old));
            assert.match(changeText(old, now), new RegExp(`^${words[part]} have changed: `));
          }
        },
      ),
    );
  });

  test("tells parts apart that have the same texts", () => {
    fc.assert(
      fc.property(
        parts,
        named,
        fc.uniqueArray(fc.constantFrom(...lists), { minLength: 2, maxLength: 2 }),
        (all, list, [a, b]) => {
          fc.pre(list.length > 0);
          const keys = [a!, b!].map((part) => taskKey("a", { ...all, [a!]: [], [b!]: [], [part]: list })); // Two, as asked for.
          assert.notEqual(keys[0], keys[1]);
        },
      ),
    );
  });
});
