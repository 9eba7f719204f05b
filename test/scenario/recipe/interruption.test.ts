import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, test } from "node:test";
import { byPackageAlone, nerdshCommand, nerdshEnvironment } from "../../support/nerdsh.ts";
import { testWorld } from "../../support/world.ts";

describe("a recipe that is interrupted", () => {
  for (const [signal, exitCode] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    test(`by ${signal} gives back what it holds, and says so in its exit status`, async () => {
      await using world = await testWorld();
      const code = `
        await using held = await run("busybox", ["sleep", "600"]);
        console.log("started");
        await run("busybox", ["sleep", "600"]).text();`;
      const [file, ...words] = nerdshCommand();
      const child = spawn(file, [...words, "-e", code], { env: nerdshEnvironment(world.env) });
      await once(child.stdout, "data");
      child.kill(signal);
      assert.deepEqual(await once(child, "close"), [exitCode, null]);
      assert.equal((await world.nerdsh(["ps", "-aq"])).stdout, "");
    });
  }
});

describe("a program from standard input", () => {
  test("is run as a recipe, with the global names", {
    skip: byPackageAlone("Bun's console.log and columns are its own"),
  }, async () => {
    await using world = await testWorld();
    const input =
      'const lines: string[] = await run("busybox", ["echo", "from stdin"]).lines();\nconsole.log(lines);\n';
    const { exitCode, stdout, stderr } = await world.nerdsh([], { input });
    assert.deepEqual([exitCode, stdout, stderr], [0, "[ 'from stdin' ]\n", ""]);
  });

  test("fails with its line", { skip: byPackageAlone("Bun's console.log and columns are its own") }, async () => {
    await using world = await testWorld();
    const { exitCode, stderr } = await world.nerdsh([], { input: "\n\nthrow new TypeError('no');\n" });
    assert.equal(exitCode, 1);
    assert.match(stderr, /^TypeError: no\n {2}at \[stdin\]\.ts:3:7\n$/);
  });
});
