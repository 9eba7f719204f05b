import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import type { RuntimeName } from "../../../scripts/runtimes.ts";
import { useBundle } from "../../support/command-line.ts";
import { until } from "../../support/condition.ts";
import type { Census } from "../../support/leftovers.ts";
import { nerdshEnvironment } from "../../support/nerdsh.ts";
import { runProgram } from "../../support/program.ts";
import { nerdshOn } from "../../support/runtime-command.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

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
      const start = async (...words: string[]) => {
        const [file, ...args] = await nerdshOn(runtime, ["web.nerd.ts", ...words]);
        return await runProgram(file, args, { cwd: directory.path, env: nerdshEnvironment(world.env) });
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
  await world.untilAsAt(atFirst);
});

const watched = (runtime: RuntimeName) => `
import { readFileSync, writeFileSync } from "node:fs";
task("build", { inputs: ["source"], outputs: ["built"] }, () => {
  writeFileSync("built", readFileSync("source"));
  console.log("built", readFileSync("source", "utf8"));
});
task("check", { deps: ["build"], inputs: ["built"] }, () => console.log("checked", readFileSync("built", "utf8")));
task("other", { inputs: ["other"] }, () => console.log("other ran"));
task("server", { persistent: true, inputs: ["config"] }, async ({ signal }) => {
  // The name is free only where the one before it is gone.
  await using box = await run("busybox", ["sleep", "1000000"], { name: "watched-${runtime}" });
  console.log("serving", readFileSync("config", "utf8"), box.id);
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
});
`;

describe("--watch", { concurrency: true }, () => {
  for (const runtime of runtimes) {
    test(`on ${runtime} does again what a change concerns, ends the container of what it starts anew, and leaves nothing`, async () => {
      await using world = await testWorld();
      await using directory = await temporaryDirectory();
      const save = async (path: string, text: string) => {
        await writeFile(join(directory.path, "saved"), text); // At one stroke, as editors save.
        await rename(join(directory.path, "saved"), join(directory.path, path));
      };
      await save("ci.nerd.ts", watched(runtime));
      for (const path of ["source", "other", "config"]) await save(path, "1");
      const words = ["./ci.nerd.ts", "check", "other", "server", "--watch", "--reporter", "plain"];
      const [file, ...args] = await nerdshOn(runtime, words);
      const child = spawn(file, args, { cwd: directory.path, env: nerdshEnvironment(world.env) });
      const closed = once(child, "close");
      let output = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (chunk: Buffer) => {
          output += chunk;
        });
      const shows = (text: string) => until(`"${text}" is written`, () => output.includes(text));
      const served = () => [...output.matchAll(/serving (\d) (\w{64})/g)].map(([, config, id]) => ({ config, id }));
      try {
        for (const text of ["checked 1", "other ran", "serving 1"]) await shows(text);
        await save("source", "2");
        await shows("checked 2");
        assert.equal(served().length, 1);
        await save("config", "2");
        await shows("serving 2");
        const [first, second, ...more] = served();
        assert.deepEqual([first?.config, second?.config, more], ["1", "2", []]);
        assert.notEqual(first?.id, second?.id);
        const { stdout } = await world.nerdsh(["ps", "-aq", "--no-trunc", "--filter", `name=watched-${runtime}`]);
        assert.equal(stdout.trim(), second?.id);
        assert.deepEqual(output.match(/other ran|built \d|checked \d/g)?.toSorted(), [
          ...["built 1", "built 2", "checked 1", "checked 2", "other ran"],
        ]);
      } finally {
        child.kill("SIGINT");
        await closed;
      }
      assert.equal((await world.nerdsh(["ps", "-aq", "--filter", `name=watched-${runtime}`])).stdout, "");
    });
  }
});
