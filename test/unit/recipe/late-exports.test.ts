import assert from "node:assert/strict";
import { test } from "node:test";
import * as exports from "../../../src/index.ts";
import { exportNames, lateExports } from "../../../src/recipe/late-exports.ts";

test("late exports have all names that `nerdsh` exports, each with the type of what it stands for", () => {
  const late = lateExports(() => assert.fail("a type is no use"));
  const types = (values: object) =>
    Object.fromEntries(Object.entries(values).map(([name, each]) => [name, typeof each]));
  assert.deepEqual([...exportNames].sort(), Object.keys(exports).sort());
  assert.deepEqual(types(late), { ...types(exports) });
});
