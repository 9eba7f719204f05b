import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Ready } from "../../../src/api/ready.ts";
import { openApi, type TestApi } from "../../support/api.ts";
import { type Census, diff } from "../../support/leftovers.ts";
import type { World } from "../../support/private-world.ts";
import { testWorld } from "../../support/world.ts";

let world: World;
let nerdsh: TestApi;
let atFirst: Census;
before(async () => {
  world = await testWorld();
  nerdsh = await openApi(world);
  await nerdsh.run("busybox", ["true"]).text();
  await Promise.all(["nginx", "redis", "postgres"].map((image) => nerdsh.pull(image)));
  atFirst = await world.census();
});
after(() => nerdsh[Symbol.dispose]());

/** Says it twice, the second time once somebody has made a file. */
const twice = "echo ready; while [ ! -e /go ]; do sleep 0.05; done; echo ready; exec sleep 600";

describe("readiness", { concurrency: true }, () => {
  describe("run({ ready })", { concurrency: true }, () => {
    test("waits for a port, published or not, and for an answer of a web server", async () => {
      await using web = await nerdsh.run("nginx", {
        ready: [{ port: 80 }, { http: "/", status: 200, body: /nginx/i }],
      });
      const { stdout } = await web.exec(["sh", "-c", "echo seen; cat /proc/net/tcp*"]);
      assert.match(stdout, /:0050 /, "it listens on port 80");
      await using published = await nerdsh.run("nginx", {
        publish: "80",
        ready: { http: "/nowhere", status: (status) => status === 404 },
      });
      assert.equal((await fetch(published.url(80))).status, 200);
    });

    test("waits for a command and for a function, which knows the container", async () => {
      await using cache = await nerdsh.run("redis", {
        ready: [{ exec: ["redis-cli", "ping"] }, async (box) => (await box.exec`redis-cli ping`.text()) === "PONG"],
      });
      assert.equal(await cache.exec`redis-cli ping`.text(), "PONG");
    });

    test("waits for lines of the log, as often as they are to come", async () => {
      const ready = { log: /^ready$/, times: 2, interval: "20ms" };
      const late = { exec: ["touch", "/go"] };
      await using box = await nerdsh.run("busybox", ["sh", "-c", twice], { ready: [ready, late] });
      const lines: string[] = [];
      for await (const { text } of box.logs()) lines.push(text);
      assert.deepEqual(lines, ["ready", "ready"]);
    });

    test("waits for the HEALTHCHECK together with others, and refuses it where there is none", async () => {
      await using db = await nerdsh.run("postgres", {
        env: { POSTGRES_PASSWORD: "secret" },
        ready: ["health", { exec: ["pg_isready", "-U", "postgres"] }, { port: 5432 }],
      });
      assert.deepEqual(await db.exec`psql -U postgres -tAc ${"select 1"}`.lines(), ["1"]);
      await assert.rejects(nerdsh.run("busybox", ["sleep", "600"], { ready: "health" }), { code: "INVALID_VALUE" });
    });
  });

  describe("what a container that does not become ready fails with", { concurrency: true }, () => {
    const cases: readonly [name: string, ready: Ready, message: RegExp][] = [
      ["a port", { port: 81 }, /port 81 does not accept connections: /],
      ["an answer", { http: "/health", port: 81, timeout: "1s" }, /GET \/health on port 81 failed: /],
      ["a line", { log: /ne+ver/ }, /no line of its log has \/ne\+ver\/$/],
      ["two lines", { log: "started", times: 2 }, /lines of its log with "started": 1, awaited: 2$/],
      ["a command", { exec: ["sh", "-c", "echo not yet; exit 3"] }, /sh exited with status 3: not yet$/],
      ["a command that is not there", { exec: ["nothing"] }, /nothing exited with status -1: /],
      ["a function", () => false, /the check says no$/],
      [
        "a function that throws",
        () => {
          throw new Error("sorry");
        },
        /the check failed: sorry$/,
      ],
    ];

    test("is the last look of that check, with the last lines of the log", async () => {
      await Promise.all(
        cases.map(async ([name, ready, message]) => {
          const options = { ready: [{ log: "started" }, ready], readyTimeout: "6s" };
          const failure = (error: { code: string; message: string; stderr?: string }) => {
            assert.deepEqual([error.code, error.stderr], ["NOT_READY", "started"], name);
            assert.match(error.message, message);
            return true;
          };
          await assert.rejects(nerdsh.run("busybox", ["sh", "-c", "echo started; sleep 600"], options), failure);
        }),
      );
    });

    test("is its status, where it exits first", async () => {
      await assert.rejects(nerdsh.run("busybox", ["sh", "-c", "echo why; exit 3"], { ready: { port: 80 } }), {
        ...{ code: "NOT_READY", exitCode: 3, stderr: "why" },
      });
    });

    test("is said of a check that is none", async () => {
      // @ts-expect-error: not a check.
      const running = nerdsh.run("busybox", ["sleep", "600"], { ready: { ports: 80 } });
      await assert.rejects(running, { code: "INVALID_VALUE", message: 'not a check of readiness: {"ports":80}' });
    });
  });
});

test("leaves nothing of those that are gone, ready or not", async () => {
  assert.deepEqual(diff(atFirst, await world.census()), {});
});
