import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { shipped } from "../../support/shipped-recipe.ts";
import { testWorld } from "../../support/world.ts";

describe("the recipe", () => {
  test("database-test: a transfer and its refusal, in a Postgres by its npm client", async () => {
    await using world = await testWorld();
    const { stdout, stderr, exitCode } = await world.nerdsh([shipped("database-test")]);
    assert.equal(exitCode, 0, stderr);
    assert.equal(stdout, "ok  a transfer moves money\nok  one that overdraws moves none\n");
    assert.equal((await world.nerdsh(["ps", "-aq"])).stdout, "");
  });

  test("app: nginx, a CGI server and redis find each other by name, and count visits", async () => {
    await using world = await testWorld();
    const { stdout, stderr, exitCode } = await world.nerdsh([shipped("app")]);
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /^visit 1\nvisit 2\nvisit 3\nby nginx\S* → busybox\S* → redis/);
    assert.equal((await world.nerdsh(["ps", "-aq"])).stdout, "");
  });

  test("compose-app: a project in TypeScript is ready, used and gone", async () => {
    await using world = await testWorld();
    const { stdout, stderr, exitCode } = await world.nerdsh([shipped("compose-app")]);
    assert.equal(exitCode, 0, stderr);
    assert.equal(stdout, "cache healthy\ndb healthy\nweb running\nweb 200, db 42, cache OK\n");
    assert.equal((await world.nerdsh(["ps", "-aq"])).stdout, "");
  });

  test("load-test: every request counted, and percentiles in order", async () => {
    await using world = await testWorld();
    const { stdout, stderr, exitCode } = await world.nerdsh([
      shipped("load-test"),
      "--requests",
      "60",
      "--clients",
      "4",
    ]);
    assert.equal(exitCode, 0, stderr);
    assert.match(stdout, /^http:\/\/127\.0\.0\.1:\d+: 60 requests, 0 failed, \d+ a second\n/);
    const times = [...stdout.matchAll(/^ *(\d+) % +([\d.]+) ms$/gm)].map(([, percent, ms]) => [
      Number(percent),
      Number(ms),
    ]);
    assert.deepEqual(
      times.map(([percent]) => percent),
      [50, 90, 95, 99, 100],
    );
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a[1]! - b[1]!),
    );
  });

  test("load-test: a server that refuses fails it", async () => {
    await using world = await testWorld();
    const { stdout, exitCode } = await world.nerdsh([shipped("load-test"), "http://127.0.0.1:1/", "--requests", "3"]);
    assert.match(stdout, /3 requests, 3 failed/);
    assert.equal(exitCode, 1);
  });
});
