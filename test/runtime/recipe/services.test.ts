import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type RuntimeName, runtimeArguments, runtimePath } from "../../../scripts/runtimes.ts";
import { useBundle } from "../../support/command-line.ts";
import { until } from "../../support/condition.ts";
import { type Census, diff } from "../../support/leftovers.ts";
import { nerdshEnvironment } from "../../support/nerdsh.ts";
import { runProgram } from "../../support/program.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

const main = fileURLToPath(new URL("../../../src/main.ts", import.meta.url));
const runtimes: readonly RuntimeName[] = ["node20", "node24", "bun", "deno"];

const recipe = (runtime: RuntimeName) => `
const web = service("nginx", { name: "web-${runtime}", ready: { http: "/", body: /nginx/i, interval: "20ms" } });
const [first, second] = await Promise.all([web.start(), web.start()]);
const { status } = await fetch(await web.url(80));
const lines: string[] = [];
for await (const { text } of web.logs()) lines.push(text);
console.log(JSON.stringify({
  isOne: first.id === second.id,
  status,
  byName: await run("busybox", ["wget", "-qO-", "http://front/"], { services: { front: web } }).text().then((page) => page.includes("nginx")),
  hasLogs: lines.length > 0,
}));
setTimeout(() => console.log("late"), 10);
if (argv._[0] === "exit") process.exit(7);
`;

let atFirst: Census;
before(async () => {
  await useBundle();
  await using world = await testWorld();
  assert.equal((await world.nerdsh(["run", "--rm", "busybox", "true"])).exitCode, 0);
  atFirst = await world.census();
});

describe("a service", { concurrency: true }, () => {
  for (const runtime of runtimes) {
    test(`on ${runtime} is started once, found by name, and ends once nothing is left to do, or with process.exit`, async () => {
      await using world = await testWorld();
      await using directory = await temporaryDirectory();
      await writeFile(join(directory.path, "web.nerd.ts"), recipe(runtime));
      const args = runtimeArguments(runtime, "source").map((word) =>
        word === "tsx" ? import.meta.resolve(word) : word,
      );
      const start = async (...words: string[]) => {
        const argv = [...args, main, "web.nerd.ts", ...words];
        return await runProgram(await runtimePath(runtime), argv, {
          ...{ cwd: directory.path, env: nerdshEnvironment(world.env) },
        });
      };
      const left = await start("exit");
      assert.equal(left.exitCode, 7, left.stderr);
      assert.equal(
        (await world.nerdsh(["ps", "-q", "--filter", `name=web-${runtime}`])).stdout,
        "",
        "it does not run on",
      );
      const idle = await start(); // It also removes what the other has left.
      assert.deepEqual([idle.exitCode, idle.stderr], [0, ""]);
      const [facts = "", late] = idle.stdout.split("\n");
      assert.deepEqual(JSON.parse(facts), { isOne: true, status: 200, byName: true, hasLogs: true });
      assert.equal(late, "late");
    });
  }
});

test("of none of them is anything left", async () => {
  await using world = await testWorld();
  await until("nothing is left", async () => Object.keys(diff(atFirst, await world.census())).length === 0);
});
