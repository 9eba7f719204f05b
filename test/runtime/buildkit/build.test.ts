import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { RuntimeName } from "../../../scripts/runtimes.ts";
import { type Builder, startBuilder } from "../../support/builder.ts";
import { openDoor } from "../../support/buildkitd-door.ts";
import { type BundledProgram, bundledProgram } from "../../support/bundled-program.ts";
import { nerdshEnvironment } from "../../support/nerdsh.ts";
import { runProgram } from "../../support/program.ts";
import { type Registry, startRegistry } from "../../support/registry.ts";
import { programOn } from "../../support/runtime-command.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const source = fileURLToPath(new URL("../../support/build-program.ts", import.meta.url));
const runtimes: readonly RuntimeName[] = ["node20", "node24", "bun", "deno"];

let registry: Registry;
let builder: Builder;
let program: BundledProgram;
before(async () => {
  program = await bundledProgram(source);
  registry = await startRegistry();
  builder = await startBuilder({ registry });
});
after(async () => {
  await builder?.[Symbol.asyncDispose]();
  await registry?.[Symbol.asyncDispose]();
  await program?.[Symbol.asyncDispose]();
});

for (const runtime of runtimes) {
  describe(`a build on ${runtime}`, () => {
    test("sends more than a window holds, by dockerd's session and by buildkitd's tunnel", async () => {
      await using directory = await temporaryDirectory();
      const socket = join(directory.path, "buildkitd.sock");
      await using _door = await openDoor(builder.socket, { path: socket });
      const words = [program.path, `docker://${builder.socket}`, `unix://${socket}`];
      const [file, ...args] = await programOn(runtime, words);
      const outcome = await runProgram(file, args, {
        env: nerdshEnvironment(),
        timeoutMs: 90_000,
      });
      const said = "12000000\nfailed as it should\n".repeat(2);
      assert.deepEqual(outcome, { ...outcome, exitCode: 0, stdout: said }, `${outcome.stdout}${outcome.stderr}`);
    });
  });
}
