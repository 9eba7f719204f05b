import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmod, mkdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { RuntimeName } from "../../../scripts/runtimes.ts";
import { useBundle } from "../../support/command-line.ts";
import type { Census } from "../../support/leftovers.ts";
import { nerdshEnvironment } from "../../support/nerdsh.ts";
import { runProgram } from "../../support/program.ts";
import { nerdshOn } from "../../support/runtime-command.ts";
import { shipped } from "../../support/shipped-recipe.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

const repository = fileURLToPath(new URL("../../../", import.meta.url));
const runtimes: readonly RuntimeName[] = ["node20", "node24", "bun", "deno"];

let atFirst: Census;
before(async () => {
  await useBundle();
  await using world = await testWorld();
  for (const image of ["busybox", "nginx"]) assert.equal((await world.nerdsh(["pull", "-q", image])).exitCode, 0);
  assert.equal((await world.nerdsh(["run", "--rm", "busybox", "true"])).exitCode, 0);
  atFirst = await world.census();
});

/** A recipe's command line on a runtime, in the file's world. */
async function commandOn(runtime: RuntimeName, recipe: string, words: readonly string[], cwd = repository) {
  await using world = await testWorld();
  const [file, ...args] = await nerdshOn(runtime, [shipped(recipe), ...words]);
  return [file, args, { cwd, env: nerdshEnvironment(world.env) }] as const;
}

/** What a recipe prints; where it fails, that is the test's failure. */
async function printed(...command: Parameters<typeof commandOn>): Promise<string> {
  const { exitCode, stdout, stderr } = await runProgram(...(await commandOn(...command)));
  assert.equal(exitCode, 0, stderr);
  return stdout;
}

describe("the recipes that ship", { concurrency: runtimes.length }, () => {
  for (const runtime of runtimes)
    describe(`on ${runtime}`, { concurrency: 1 }, () => {
      test("hello: a real container", async () => {
        const greeting = /^hello from [0-9a-f]{12}, a container of its own\nits address was (\d+\.){3}\d+\n$/;
        assert.match(await printed(runtime, "hello", []), greeting);
      });

      if (runtime === "node20") return; // Its start takes most of a second, seven times; the others are no less of a proof.

      test("web-server: a directory served by nginx, and what it logged", async () => {
        await using site = await temporaryDirectory();
        await chmod(site.path, 0o755); // nginx's workers are not root.
        await writeFile(join(site.path, "index.html"), "<h1>hello</h1>");
        const stdout = await printed(runtime, "web-server", [site.path]);
        assert.match(stdout, /^http:\/\/127\.0\.0\.1:\d+ answered 200\nnginx version: [\s\S]*"GET \/ HTTP\/1\.1" 200/);
      });

      test("pipeline: a matrix of tasks, and the cache", async () => {
        await using project = await temporaryDirectory();
        await mkdir(join(project.path, "src"));
        await writeFile(join(project.path, "src/greet.sh"), `echo hello from ${runtime}`);
        const first = await printed(runtime, "pipeline", ["deploy", "--to", "production"], project.path);
        assert.match(first, new RegExp(`^test:strict \\| src/greet\\.sh: hello from ${runtime}$`, "m"));
        assert.match(first, /^deploy \| dist\/scripts\.tar goes to production$/m);
        await rm(join(project.path, "dist"), { recursive: true });
        assert.match(await printed(runtime, "pipeline", [], project.path), /^6 tasks: 1 done, 5 cached, in /m);
        assert.ok((await stat(join(project.path, "dist/scripts.tar"))).size > 0);
      });

      test("backup: a volume in a file, and back in another one", async () => {
        await using world = await testWorld();
        await using directory = await temporaryDirectory();
        const [from, to, file] = [`precious-${runtime}`, `regained-${runtime}`, join(directory.path, "backup.tar")];
        const inside = async (volume: string, script: string) => {
          const words = ["run", "--rm", "--network", "none", "-v", `${volume}:/data`, "busybox", "sh", "-c", script];
          return (await world.nerdsh(words)).stdout;
        };
        await inside(from, "echo precious >/data/file; chown 7:8 /data/file");
        assert.equal(await printed(runtime, "backup", ["save", from, file]), `saved ${from}\n`);
        assert.equal(await printed(runtime, "backup", ["restore", to, file]), `restored ${to}\n`);
        assert.equal(await inside(to, "cat /data/file; stat -c %u:%g /data/file"), "precious\n7:8\n");
        assert.equal((await world.nerdsh(["volume", "rm", from, to])).exitCode, 0);
      });

      test("log-follower: lines as they come, until the container ends", async () => {
        await using world = await testWorld();
        const name = `talker-${runtime}`;
        const script = "trap 'echo three; exit' TERM; echo one; echo two; while :; do sleep 0.1; done";
        const started = await world.nerdsh(["run", "-d", "--name", name, "busybox", "sh", "-c", script]);
        assert.equal(started.exitCode, 0, started.stderr);
        const follower = spawn(...(await commandOn(runtime, "log-follower", [name])));
        const lines: string[] = [];
        for await (const line of createInterface({ input: follower.stdout })) {
          lines.push(line);
          if (line === `${name}  two`) assert.equal((await world.nerdsh(["stop", name])).exitCode, 0);
        }
        assert.deepEqual(
          lines,
          ["one", "two", "three"].map((text) => `${name}  ${text}`),
        );
        assert.equal((await world.nerdsh(["rm", name])).exitCode, 0);
      });

      test("network-lab: names are known where a container is, and nowhere else", async () => {
        const stdout = await printed(runtime, "network-lab", []);
        const [, web, db] = /^web is ([\d.]+), db is ([\d.]+)$/m.exec(stdout) ?? assert.fail(stdout);
        const seen = [...stdout.matchAll(/^in (\w+) +web (\S+) +db (\S+)$/gm)].map(([, ...fields]) => fields);
        assert.deepEqual(seen, [
          ["blue", web, "-"],
          ["both", web, db],
          ["green", "-", db],
        ]);
      });
    });
});

test("nothing is left of them but what they made to stay", async () => {
  await using world = await testWorld();
  await world.nerdsh(["rmi", "hello"]);
  await world.untilAsAt(atFirst);
});
