import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmod, mkdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { nerdshCommand, nerdshEnvironment } from "../../support/nerdsh.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

const recipe = (name: string) => fileURLToPath(new URL(`../../../recipes/${name}.nerd.ts`, import.meta.url));

describe("the recipes", () => {
  test("hello: an image of this machine's busybox, its output, and its address", async () => {
    await using world = await testWorld();
    const { stdout, stderr, exitCode } = await world.nerdsh([recipe("hello")]);
    assert.match(stdout, /^hello from [0-9a-f]{12}, a container of its own\nits address was (\d+\.){3}\d+\n$/);
    assert.equal(exitCode, 0, stderr);
  });

  test("web-server: a real nginx serves a directory, and nothing is left of it", async () => {
    await using world = await testWorld();
    await using site = await temporaryDirectory();
    await chmod(site.path, 0o755); // nginx's workers are not root.
    await writeFile(join(site.path, "index.html"), "<h1>hello</h1>");
    const { stdout, stderr, exitCode } = await world.nerdsh([recipe("web-server"), site.path]);
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /^http:\/\/127\.0\.0\.1:\d+ answered 200\nnginx version: /);
    assert.match(stdout, /"GET \/ HTTP\/1\.1" 200/);
  });

  test("backup: a volume in a file, and back in another one", async () => {
    await using world = await testWorld();
    await using directory = await temporaryDirectory();
    const file = join(directory.path, "backup.tar");
    const box = ["run", "--rm", "--network", "none", "busybox", "sh", "-c"];
    const inside = (volume: string, script: string) =>
      world.nerdsh([...box.slice(0, 4), "-v", `${volume}:/data`, ...box.slice(4), script]);
    await inside("precious", "echo precious >/data/file; chown 7:8 /data/file");
    const saved = await world.nerdsh([recipe("backup"), "save", "precious", file]);
    assert.deepEqual([saved.stdout, saved.exitCode], ["saved precious\n", 0], saved.stderr);
    const restored = await world.nerdsh([recipe("backup"), "restore", "regained", file]);
    assert.deepEqual([restored.stdout, restored.exitCode], ["restored regained\n", 0], restored.stderr);
    const { stdout } = await inside("regained", "cat /data/file; stat -c %u:%g /data/file");
    assert.equal(stdout, "precious\n7:8\n");
    await world.nerdsh(["volume", "rm", "precious", "regained"]);
  });

  test("log-follower: the lines of what runs, under its name, until it ends", async () => {
    await using world = await testWorld();
    const script = "trap 'echo three; exit' TERM; echo one; echo two; while :; do sleep 0.1; done";
    const started = await world.nerdsh(["run", "-d", "--name", "talker", "busybox", "sh", "-c", script]);
    assert.equal(started.exitCode, 0, started.stderr);
    const [file, ...words] = nerdshCommand();
    const follower = spawn(file, [...words, recipe("log-follower"), "talker"], { env: nerdshEnvironment(world.env) });
    const lines: string[] = [];
    for await (const line of createInterface({ input: follower.stdout })) {
      lines.push(line);
      if (line === "talker  two") assert.equal((await world.nerdsh(["stop", "talker"])).exitCode, 0);
    }
    assert.deepEqual(lines, ["talker  one", "talker  two", "talker  three"]);
    await world.nerdsh(["rm", "talker"]);
  });

  test("pipeline: tasks with a matrix, run once and then from the cache", async () => {
    await using world = await testWorld();
    await using project = await temporaryDirectory();
    await mkdir(join(project.path, "src"));
    await writeFile(join(project.path, "src/greet.sh"), "echo hello");
    const first = await world.nerdsh([recipe("pipeline"), "deploy", "--to", "production"], { cwd: project.path });
    assert.equal(first.exitCode, 0, first.stderr);
    assert.match(first.stdout, /^test:strict \| src\/greet\.sh: hello$/m);
    assert.match(first.stdout, /^deploy \| dist\/scripts\.tar goes to production$/m);
    await rm(join(project.path, "dist"), { recursive: true });
    const second = await world.nerdsh([recipe("pipeline")], { cwd: project.path });
    assert.match(second.stdout, /^6 tasks: 1 done, 5 cached, in /m);
    assert.ok((await stat(join(project.path, "dist/scripts.tar"))).size > 0);
  });
});
