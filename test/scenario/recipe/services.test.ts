import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { before, describe, test } from "node:test";
import { nerdshCommand, nerdshEnvironment } from "../../support/nerdsh.ts";
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

describe("service()", () => {
  before(async () => {
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
    for (const line of ["seen 2 true", "PONG", "true 127.0.0.1", "logs"])
      assert.match(stdout, new RegExp(`^count +\\| ${line}$`, "m"));
    assert.equal(await names(), "");
  });
});
