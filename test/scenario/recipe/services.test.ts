import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { before, describe, test } from "node:test";
import { useBundle } from "../../support/command-line.ts";
import { byPackageAlone, nerdshCommand, nerdshEnvironment } from "../../support/nerdsh.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

const names = async () => {
  await using world = await testWorld();
  return (await world.nerdsh(["ps", "-a", "--format", "{{.Names}} {{.Status}}"])).stdout;
};

async function recipe(text: string, ...words: string[]) {
  await using world = await testWorld();
  await using directory = await temporaryDirectory();
  await writeFile(join(directory.path, "ci.nerd.ts"), text);
  return await world.nerdsh(["./ci.nerd.ts", ...words], { cwd: directory.path });
}

/** A recipe whose lines are waited for. */
async function runningRecipe(text: string, ...args: string[]) {
  const world = await testWorld();
  const directory = await temporaryDirectory();
  await writeFile(join(directory.path, "ci.nerd.ts"), text);
  const [file, ...words] = nerdshCommand();
  const child = spawn(file, [...words, "./ci.nerd.ts", ...args], {
    env: nerdshEnvironment(world.env),
    cwd: directory.path,
  });
  const closed = once(child, "close");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    closed,
    cwd: directory.path,
    async line(): Promise<string> {
      const { value, done } = await lines.next();
      assert.ok(!done, "it has ended");
      return value;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null) child.kill("SIGKILL");
      await closed;
      await directory[Symbol.asyncDispose]();
    },
  };
}

describe("service()", () => {
  before(async () => {
    await useBundle();
    await using world = await testWorld();
    assert.equal((await world.nerdsh(["run", "--rm", "busybox", "true"])).exitCode, 0);
  });

  test("starts nothing until it is used, once for all tasks, is reached by name, and goes with the recipe", async () => {
    const { stdout, stderr, exitCode } = await recipe(
      `
      const cache = service("redis");
      const unused = service("nginx", { name: "unused" });
      console.log("declared", cache, (await containers({ all: true })).length);
      const use = async (services: { db: typeof cache }, word: string) => {
        await services.db.$\`redis-cli incr \${"seen"}\`.quiet();
        const [pong] = await run("redis", ["redis-cli", "-h", "db", "ping"], { services }).lines();
        console.log(word, pong, (await containers()).length, service("nginx", { name: "unused" }) === unused);
      };
      task("one", { services: { db: cache } }, async ({ services }) => await use(services, "one"));
      task("two", { services: { db: cache } }, async ({ services }) => await use(services, "two"));
      task("count", { deps: ["one", "two"], services: [cache] }, async ({ services }) => {
        console.log("seen", await cache.exec\`redis-cli get seen\`.text(), services["redis"] === cache);
        console.log("unnamed", (await $.in("redis")\`redis-cli -h redis ping\`).stdout);
        console.log("none", (await $.in("redis", { services: [] })\`grep -cE \${"[[:space:]]redis$"} /etc/hosts\`.nothrow()).stdout);
        console.log((await $.in("redis", { services: { "far.example": cache } })\`redis-cli -h far.example ping\`).stdout);
        console.log(new URL(await cache.url(6379)).port === String(await cache.port()), cache.host);
        for await (const { text } of cache.logs()) if (text.includes("Ready to accept")) console.log("logs");
      });
    `,
      "count",
      "--jobs",
      "2",
      "--reporter",
      "plain",
    );
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /^declared Service \{ name: 'redis', image: 'redis' \} 0$/m);
    assert.match(stdout, /^one +\| one PONG \d true$/m);
    assert.match(stdout, /^two +\| two PONG \d true$/m);
    for (const line of ["seen 2 true", "unnamed PONG", "none 0", "PONG", "true 127.0.0.1", "logs"])
      assert.match(stdout, new RegExp(`^count +\\| ${line}$`, "m"));
    assert.equal(await names(), "");
  });

  test("goes with a recipe that fails, by an error that nobody caught, by Ctrl-C, and when nothing is left to do", async () => {
    const begin = 'await service("redis").start(); console.log((await containers()).length);';
    const thrown = await recipe(`${begin} throw new Error("over");`);
    assert.deepEqual([thrown.exitCode, thrown.stdout], [1, "1\n"], thrown.stderr);
    assert.equal(await names(), "");
    const uncaught = await recipe(`${begin} setTimeout(() => { throw new Error("late"); }, 1);`);
    assert.deepEqual([uncaught.exitCode, uncaught.stdout], [1, "1\n"], uncaught.stderr);
    assert.equal(await names(), "");
    const idle = await recipe(`${begin} setTimeout(() => console.log("still there"), 1);`);
    assert.deepEqual([idle.exitCode, idle.stdout], [0, "1\nstill there\n"], idle.stderr);
    assert.equal(await names(), "");
    await using running = await runningRecipe(`${begin} await run("busybox", ["sleep", "600"]).text();`);
    await running.line();
    running.child.kill("SIGINT");
    assert.deepEqual(await running.closed, [130, null]);
    assert.equal(await names(), "");
  });

  test("that a killed recipe has left is found by doctor, and removed by the next recipe with a service", async () => {
    await using world = await testWorld();
    await using running = await runningRecipe(
      'await service("redis", { name: "orphan" }).start(); console.log("up"); await new Promise(() => setInterval(() => {}, 1000));',
    );
    await running.line();
    running.child.kill("SIGKILL");
    await running.closed;
    assert.match(await names(), /^orphan-\w+ Up /);
    const report = await world.nerdsh(["doctor"]);
    assert.match(report.stdout, /container of a killed run --rm .* orphan-/, report.stderr);
    const next = await recipe('await service("busybox", { command: ["sleep", "600"] }).start();');
    assert.equal(next.exitCode, 0, next.stderr);
    assert.equal(await names(), "");
  });

  test("that is to be reused is there for the next run with the same options, and with its data", {
    skip: byPackageAlone("Bun's console.log and columns are its own"),
  }, async () => {
    await using world = await testWorld();
    const use = (word: string, more = "") =>
      recipe(`
        const cache = service("redis", { name: "kept", reuse: true${more} });
        await cache.$\`redis-cli rpush words ${word}\`.quiet();
        console.log(await cache.exec\`redis-cli lrange words 0 -1\`.lines(), (await cache.start()).name);
      `);
    const first = await use("one");
    assert.match(first.stdout, /^\[ 'one' \] kept-[0-9a-f]{12}\n$/, first.stderr);
    assert.match((await use("two")).stdout, /^\[ 'one', 'two' \] kept-/);
    assert.match((await use("other", ", env: { A: '1' }")).stdout, /^\[ 'other' \] kept-/);
    const { stdout } = await world.nerdsh(["ps", "-aq", "--filter", "label=nerdsh/reuse"]);
    const ids = stdout.trim().split("\n");
    assert.equal(ids.length, 2);
    assert.equal((await world.nerdsh(["rm", "-fv", ...ids])).exitCode, 0);
  });

  test("that does not become ready, or exits, fails with what it said, and leaves nothing", {
    skip: byPackageAlone("Bun's console.log and columns are its own"),
  }, async () => {
    const { stdout, stderr, exitCode } = await recipe(`
      const never = service("busybox", { name: "never", command: ["sh", "-c", "echo no; exit 4"], ready: { port: 80 } });
      const both = await Promise.allSettled([never.start(), never.url(80)]);
      console.log(both.map(({ reason }) => [reason.code, reason.exitCode, reason.stderr]));
      const brief = service("busybox", { command: ["sh", "-c", "while [ ! -e /go ]; do sleep 0.05; done; echo gone; exit 5"] });
      const container = await brief.start();
      await container.exec(["touch", "/go"]).nothrow(); // The end of the container may be its end, too.
      await container.wait();
      await brief.start();
    `);
    assert.equal(stdout, "[ [ 'NOT_READY', 4, 'no' ], [ 'NOT_READY', 4, 'no' ] ]\n");
    assert.match(stderr, /^error: the service busybox has exited with status 5\n {2}gone\n {2}at .*ci\.nerd\.ts:9:/);
    assert.equal(exitCode, 5);
    assert.equal(await names(), "");
  });

  test("stays up between the rounds of --watch", async () => {
    await using running = await runningRecipe(
      `
      import { writeSync } from "node:fs";
      const cache = service("redis");
      task("use", { inputs: ["input"], services: { cache }, cache: false }, async ({ services }) => {
        writeSync(1, (await services.cache.start()).id + "\\n");
      });
    `,
      ...["--watch", "--reporter", "json=run.json"],
    );
    const ids: string[] = [];
    const nextId = async () => {
      for (;;) {
        const line = await running.line();
        if (/^[0-9a-f]{64}$/.test(line)) return ids.push(line);
      }
    };
    await nextId();
    await writeFile(join(running.cwd, "input"), "changed");
    await nextId();
    assert.equal(ids[0], ids[1]);
    running.child.kill("SIGINT");
    assert.deepEqual(await running.closed, [0, null]);
    assert.equal(await names(), "");
  });
});
