import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { RuntimeName } from "../../../scripts/runtimes.ts";
import { nerdshEnvironment } from "../../support/nerdsh.ts";
import { runProgram } from "../../support/program.ts";
import { nerdshOn } from "../../support/runtime-command.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

/** On Node, test/scenario/build has it. */
const runtimes: readonly RuntimeName[] = ["bun", "deno"];

for (const runtime of runtimes) {
  describe(`a build that fails, on ${runtime}`, () => {
    // Between build and shell nothing but the deputy is waited for, which has to keep the process alive.
    test("has a shell in the state before, which is gone with it", async () => {
      const world = await testWorld();
      await using directory = await temporaryDirectory();
      await writeFile(join(directory.path, "Dockerfile"), "FROM busybox\nRUN echo before > /before\nRUN cat /absent\n");
      const [file, ...args] = await nerdshOn(runtime, ["builder", "debug", directory.path]);
      const options = { env: nerdshEnvironment(world.env), input: "cat /before\n", timeoutMs: 120_000 };
      for (const _ of ["built", "from the cache"]) {
        const { exitCode, stdout, stderr } = await runProgram(file, args, options);
        assert.deepEqual([exitCode, stdout], [1, "before\n"], stderr);
      }
      assert.doesNotMatch((await world.nerdsh(["images"])).stdout, /nerdsh-debug/);
    });
  });
}
