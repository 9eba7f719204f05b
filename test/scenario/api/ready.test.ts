import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, describe, test } from "node:test";
import { openApi, type TestApi } from "../../support/api.ts";
import { until } from "../../support/condition.ts";
import { diff } from "../../support/leftovers.ts";
import type { World } from "../../support/private-world.ts";
import { testWorld } from "../../support/world.ts";

let world: World;
let nerdsh: TestApi;
before(async () => {
  world = await testWorld();
  nerdsh = await openApi(world);
  await nerdsh.run("busybox", ["true"]).text();
});
after(() => nerdsh[Symbol.dispose]());

describe("await run(…)", () => {
  test("waits for a server's published port", async () => {
    await using web = await nerdsh.run("nginx", { publish: 80 });
    assert.deepEqual([web.host, web.url(80)], ["127.0.0.1", `http://127.0.0.1:${web.port(80)}`]);
    const { status, headers } = await fetch(web.url(80));
    assert.deepEqual([status, headers.get("server")?.split("/")[0]], [200, "nginx"]);
    await using cache = await nerdsh.run("redis", { publish: "127.0.0.1::6379" });
    const socket = connect(cache.port(6379), cache.host);
    socket.write("PING\r\n");
    const [answer] = await new Promise<Buffer[]>((resolve) => socket.once("data", (chunk) => resolve([chunk])));
    socket.destroy();
    assert.equal(String(answer), "+PONG\r\n");
  });

  test("waits for the container behind a port on ::1, where another process listens for it", async () => {
    await using web = await nerdsh.run("nginx", { publish: "[::1]::80" });
    assert.deepEqual([web.host, web.url()], ["::1", `http://[::1]:${web.port(80)}`]);
    const { status } = await fetch(web.url());
    assert.equal(status, 200);
    const idle = nerdsh.run("busybox", ["sleep", "1000"], { publish: "[::1]::80", readyTimeout: "2s" });
    await assert.rejects(idle, { code: "NOT_READY", message: /port \d+/ });
  });

  test("waits for the image's HEALTHCHECK", async () => {
    await using db = await nerdsh.run("postgres", { env: { POSTGRES_PASSWORD: "secret" } });
    assert.deepEqual(await db.exec`psql -U postgres -tAc ${"select 1 + 1"}`.lines(), ["2"]);
    assert.equal((await db.healthy()).id, db.id);
  });

  test("waits for nothing in an image that has no shell, and no port", async () => {
    await using box = await nerdsh.run("scratch-true");
    assert.deepEqual(await box.wait(), { exitCode: 0 });
  });

  test("does not wait where it is detached", async () => {
    const script = "while [ ! -e /go ]; do sleep 0.05; done; exec nc -lk -p 80 -e cat";
    await using box = await nerdsh.run("busybox", ["sh", "-c", script], { publish: "80", detach: true });
    assert.deepEqual(await box.exec`pidof nc`.nothrow(), { exitCode: 1, stdout: "", stderr: "" });
  });
});

describe("a container that does not become ready", () => {
  const failure =
    (exitCode: number, message: RegExp, stderr: string | undefined) => (error: Record<string, unknown>) => {
      assert.deepEqual(
        { code: error["code"], exitCode: error["exitCode"], stderr: error["stderr"] },
        { code: "NOT_READY", exitCode, stderr },
      );
      assert.match(String(error["message"]), message);
      return true;
    };

  test("because it exits carries its status, the last probe and the last lines of its log", async () => {
    const before = await world.census();
    const script = "for i in $(seq 25); do echo line $i; done; echo why >&2; exit 3";
    const lines = [...Array.from({ length: 19 }, (_, i) => `line ${i + 7}`), "why"].join("\n");
    await assert.rejects(
      nerdsh.run("busybox", ["sh", "-c", script], { name: "short", publish: "80" }),
      failure(3, /^short has exited with status 3; port \d+ does not accept connections: /, lines),
    );
    assert.deepEqual(diff(before, await world.census()), {});
  });

  test("because time is up says what was looked at", async () => {
    const before = await world.census();
    const options = { name: "late", publish: "80", readyTimeout: "3s" };
    await assert.rejects(
      nerdsh.run("busybox", ["sh", "-c", "echo started; sleep 1000000"], options),
      failure(1, /^late is not ready after 3 s; port \d+ does not accept connections: /, "started"),
    );
    assert.deepEqual(diff(before, await world.census()), {});
  });

  test("because its health check fails says what that wrote", async () => {
    await assert.rejects(
      nerdsh.run("postgres", { name: "nopassword" }),
      failure(
        1,
        /^nopassword has exited with status 1; /,
        "Error: Database is uninitialized and superuser password is not specified.",
      ),
    );
    await using sick = await nerdsh.run("with-health", {
      healthCmd: "test -f /healthy || exit 4",
      healthInterval: 100,
    });
    await sick.exec`rm /healthy`;
    await until("it is unhealthy", async () => (await sick.inspect()).State.Health?.Status === "unhealthy");
    await assert.rejects(
      sick.healthy({ timeout: "2s" }),
      failure(1, /is not ready after 2 s; health check exited with status 4$/, undefined),
    );
    await sick.exec`touch /healthy`;
    await sick.healthy({ timeout: "60s" });
  });

  test("is cancelled as anything else, and goes", async () => {
    const before = await world.census();
    const controller = new AbortController();
    const { signal } = controller;
    const running = nerdsh.run("busybox", ["sleep", "1000000"], { publish: "80", signal });
    await until("it runs", async () => (await nerdsh.containers()).length === 1);
    controller.abort();
    await assert.rejects(running, { code: "CANCELLED", exitCode: 130 });
    const late = nerdsh.run("busybox", ["sleep", "1000000"], { publish: "80" }).timeout("500ms");
    await assert.rejects(late, { code: "TIMED_OUT", exitCode: 124 });
    assert.deepEqual(diff(before, await world.census()), {});
  });
});

describe("healthy()", () => {
  test("needs a HEALTHCHECK", async () => {
    await using box = await nerdsh.run("busybox", ["sleep", "1000000"]);
    await assert.rejects(box.healthy(), { code: "INVALID_VALUE", message: `no health check configured: ${box.name}` });
  });

  test("fails at once where the container does not run", async () => {
    await using box = await nerdsh.run("with-health");
    await box.kill();
    await assert.rejects(box.healthy(), { code: "NOT_READY", exitCode: 137 });
    await assert.rejects((await nerdsh.container(box.id)).healthy(), { code: "NOT_READY" });
  });
});
