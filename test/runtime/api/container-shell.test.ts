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

const runtimes: readonly RuntimeName[] = ["node20", "node24", "bun", "deno"];

const recipe = `
import { createHash, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const input = randomBytes(5_000_000);
writeFileSync("input", input);
$.quiet = true;
await using sh = await $.in("busybox").open();
const lines: string[] = [];
for await (const line of sh\`yes y\`) if (lines.push(line) === 2) break;
await sh\`cat\`.stdin({ file: "input" }).pipe("copy");
console.log(JSON.stringify({
  text: await $.in("busybox")\`echo \${"a  b"}; cat\`.stdin("c").text(),
  lines,
  failure: await sh\`exit 3\`.catch((error: NerdError) => [error.code, error.exitCode]),
  status: await sh\`exit 4\`.exitCode,
  late: await sh\`tail -f /dev/null\`.timeout("500ms").catch((error: NerdError) => error.code),
  through: (await $\`cat input\`.pipe(sh\`cat\`).pipe(sh\`cat\`).pipe($\`sha256sum\`)).stdout.split(" ")[0] === sha256(input),
  kept: sha256(await sh\`cat input\`.bytes()) === sha256(input),
  written: sha256(readFileSync("copy")) === sha256(input),
  left: await $\`yes\`.pipe(sh\`head -n 1\`).text(),
  right: (await sh\`yes\`.pipe($\`head -n 1\`)).stdout,
  failedPipe: await sh\`echo a; exit 5\`.pipe($\`cat\`).catch((error) => error.exitCode),
}));
`;

for (const runtime of runtimes) {
  describe(`commands of a container shell on ${runtime}`, () => {
    test("pipe, stream, fail and end as on every other", async () => {
      await using world = await testWorld();
      await using directory = await temporaryDirectory();
      await writeFile(join(directory.path, "shell.nerd.ts"), recipe);
      const [file, ...args] = await nerdshOn(runtime, ["shell.nerd.ts"]);
      const options = { cwd: directory.path, env: nerdshEnvironment(world.env) };
      const { exitCode, stdout, stderr } = await runProgram(file, args, options);
      assert.deepEqual([exitCode, stderr], [0, ""]);
      assert.deepEqual(JSON.parse(stdout), {
        text: "a  b\nc",
        lines: ["y", "y"],
        failure: ["COMMAND_FAILED", 3],
        status: 4,
        late: "TIMED_OUT",
        ...{ through: true, kept: true, written: true },
        ...{ left: "y", right: "y\n", failedPipe: 5 },
      });
      assert.equal((await world.nerdsh(["ps", "-aq"])).stdout, "");
    });
  });
}
