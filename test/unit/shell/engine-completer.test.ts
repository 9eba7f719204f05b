import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { engineCompleter, imageWords } from "../../../src/shell/engine-completer.ts";

const complete = engineCompleter(async (kind) => (kind === "image" ? [{ text: "nginx" }] : []));
const strings = async (call: string, argument: number, option?: string) => {
  const place = { kind: "string", call, argument, prefix: "", start: 0, ...(option && { option }) } as const;
  return (await complete(place, AbortSignal.abort())).map(({ text }) => text);
};
const options = async (call: string) =>
  (await complete({ kind: "option", call, prefix: "", start: 0 }, AbortSignal.abort())).map(({ text }) => text);

describe("the options of a call at the prompt", () => {
  test("are the flags of the command of that name", async () => {
    const pull = await options("pull");
    assert.ok(pull.includes("allPlatforms") && pull.includes("verify"), pull.join());
  });

  test("are the call's own, before the flags that it takes", async () => {
    const run = await options("run");
    assert.ok(run.indexOf("ready") < run.indexOf("memory") && run.includes("services"), run.join());
    assert.ok(!run.includes("sigProxy") && run.filter((name) => name === "env").length === 1, run.join());
    const service = await options("service");
    assert.ok(service.includes("reuse") && service.includes("ready") && !service.includes("detach"), service.join());
    assert.ok((await options("task")).includes("matrix"));
    const shell = await options("$.in");
    assert.ok(shell.includes("workspace") && !shell.includes("healthCmd") && !shell.includes("ready"), shell.join());
  });

  test("have the choices and names of the flag that they are", async () => {
    assert.deepEqual(await strings("run", 0, "pull"), ["always", "missing", "never"]);
    assert.ok((await strings("pull", 0, "verify")).includes("cosign"));
  });

  test("are those of the verb where it gives objects instead of a table", async () => {
    assert.deepEqual(await options("images"), ["filter", "signal"]);
    assert.deepEqual(await options("containers"), ["all", "filter", "signal"]);
  });
});

describe("the images that the prompt offers", () => {
  test("stand in calls that no command is called like, too", async () => {
    for (const call of ["run", "service", "$.in"]) assert.deepEqual(await strings(call, 0), ["nginx"], call);
    assert.deepEqual(await strings("service", 1), []);
  });

  test("are names with and without their tags, and digests whole", () => {
    const pinned = `nginx@sha256:${"1".repeat(64)}`;
    const words = ["nginx", "nginx:1", "nginx:2", "host:5000/app", "host:5000/app:1", pinned];
    assert.deepEqual(imageWords(["nginx:1", "nginx:2", "host:5000/app:1", pinned]), words);
  });
});
