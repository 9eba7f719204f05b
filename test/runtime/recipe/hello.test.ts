import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type RuntimeName, runtimeArguments, runtimePath } from "../../../scripts/runtimes.ts";
import { nerdshEnvironment } from "../../support/nerdsh.ts";
import { runProgram } from "../../support/program.ts";
import { testWorld } from "../../support/world.ts";

const repository = fileURLToPath(new URL("../../../", import.meta.url));
const runtimes: readonly RuntimeName[] = ["node20", "node24", "bun", "deno"];

describe("recipes/hello.nerd.ts", () => {
  for (const runtime of runtimes) {
    test(`starts a real container on ${runtime}`, async () => {
      await using world = await testWorld();
      const words = [...runtimeArguments(runtime, "source"), "src/main.ts", "recipes/hello.nerd.ts"];
      const options = { cwd: repository, env: nerdshEnvironment(world.env) };
      const { exitCode, stdout, stderr } = await runProgram(await runtimePath(runtime), words, options);
      assert.equal(exitCode, 0, stderr);
      assert.match(stdout, /^hello from [0-9a-f]{12}, a container of its own\nits address was (\d+\.){3}\d+\n$/);
    });
  }
});
