import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { engineCompleter, imageWords } from "../../../src/shell/engine-completer.ts";

const complete = engineCompleter(async () => []);
const options = async (call: string) =>
  (await complete({ kind: "option", call, prefix: "", start: 0 }, AbortSignal.abort())).map(({ text }) => text);

describe("the options of a call at the prompt", () => {
  test("are the flags of the command of that name", async () => {
    const pull = await options("pull");
    assert.ok(pull.includes("allPlatforms") && pull.includes("verify"), pull.join());
  });

  test("are those of the verb where it gives objects instead of a table", async () => {
    assert.deepEqual(await options("images"), ["filter", "signal"]);
    assert.deepEqual(await options("containers"), ["all", "filter", "signal"]);
  });
});

describe("the images that the prompt offers", () => {
  test("are names with and without their tags, and digests whole", () => {
    const pinned = `nginx@sha256:${"1".repeat(64)}`;
    const words = ["nginx", "nginx:1", "nginx:2", "host:5000/app", "host:5000/app:1", pinned];
    assert.deepEqual(imageWords(["nginx:1", "nginx:2", "host:5000/app:1", pinned]), words);
  });
});
