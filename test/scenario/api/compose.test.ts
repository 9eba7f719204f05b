import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, it } from "node:test";
import type { ProjectDefinition } from "../../../src/api/compose/project-definition.ts";
import { createSecret } from "../../../src/api/secret.ts";
import { openApi } from "../../support/api.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

const secret = createSecret({ environment: () => ({}), cwd: () => "/" });
/** Ends at once when it is told to. */
const forever = ["sh", "-c", "trap 'exit 0' TERM; echo began; while :; do sleep 0.1; done"];

function shop(name: string): ProjectDefinition {
  return {
    name,
    services: {
      web: {
        image: "nginx",
        ports: ["127.0.0.2::80"],
        depends_on: { db: { condition: "service_healthy" }, cache: { condition: "service_healthy" } },
        stop_grace_period: "1s",
      },
      db: {
        image: "postgres",
        environment: { POSTGRES_PASSWORD: secret({ value: "not to be seen" }) },
        stop_grace_period: "1s",
        healthcheck: { test: ["CMD", "pg_isready", "-U", "postgres"], start_period: "60s", start_interval: "300ms" },
      },
      cache: {
        image: "redis",
        stop_grace_period: "1s",
        healthcheck: { test: ["CMD", "redis-cli", "ping"], start_period: "60s", start_interval: "300ms" },
      },
    },
  };
}

describe("a compose application in a program", () => {
  it("is ready when up() resolves, is reached by its services, and goes with the block", async () => {
    const world = await testWorld();
    using nerdsh = await openApi(world);
    const name = `app${process.pid}`;
    {
      await using app = await nerdsh.compose(shop(name)).up();
      const listed = await app.ps();
      assert.deepEqual(
        listed.map(({ service, number, status, health }) => [service, number, status, health]),
        [
          ["cache", 1, "running", "healthy"],
          ["db", 1, "running", "healthy"],
          ["web", 1, "running", undefined],
        ],
      );
      const web = app.service("web");
      assert.equal((await fetch(web.url(80))).status, 200);
      assert.equal(new URL(web.url()).port, String(web.port(80)));
      assert.deepEqual([web.host, web.url(80)], ["127.0.0.2", `http://127.0.0.2:${web.port(80)}`]);

      const db = app.service("db");
      assert.equal(await db.exec(["psql", "-U", "postgres", "-tAc", "select 40 + 2"]).text(), "42");
      assert.equal(await app.service("cache").$`redis-cli ping`.text(), "PONG");
      const [container] = await db.containers();
      assert.equal(container?.name, `${name}-db-1`);
      assert.doesNotMatch(JSON.stringify(await container?.inspect()), /not to be seen/);

      const services = new Set<string>();
      for await (const line of app.logs({ services: ["db", "cache"] })) services.add(line.service);
      assert.deepEqual([...services].sort(), ["cache", "db"]);
      assert.match(await app.service("cache").logs().text(), /ready to accept connections/i);

      assert.equal(await app.run("cache", ["redis-cli", "-h", "cache", "ping"], { noDeps: true }).text(), "PONG");
      assert.equal((await app.ps({ all: true })).length, 3, "what ran once is gone");

      await assert.rejects(app.service("dd").exec(["true"]), { code: "UNKNOWN_SERVICE", suggestions: ["db"] });
      assert.throws(() => app.service("wbe").url(80), { code: "UNKNOWN_SERVICE", suggestions: ["web"] });
      assert.throws(() => web.port(81), /port 81 is not published/);
      const other = nerdsh.compose(shop(name)).service("web");
      assert.throws(() => other.url(80), { code: "CONTAINER_NOT_RUNNING", hint: /await app\.up\(\) first/ });
    }
    assert.deepEqual(
      await nerdsh.containers({ all: true, filter: { label: `com.docker.compose.project=${name}` } }),
      [],
    );
  });

  it("tells its progress, scales, stops, starts and restarts a service, and knows what it is", async () => {
    const world = await testWorld();
    using nerdsh = await openApi(world);
    await using directory = await temporaryDirectory();
    const file = join(directory.path, "compose.yaml");
    const text = (command: string) =>
      JSON.stringify({ services: { a: { image: "busybox", command, labels: { by: "${BY}" } } } });
    await writeFile(file, text(forever.map((word) => `'${word.replaceAll("'", `'"'"'`)}'`).join(" ")));
    await using app = nerdsh.compose(file, { env: { BY: "me" } });
    const states = new Set<string>();
    const up = app.up();
    for await (const event of up) if (event.type === "compose.progress") states.add(event.state);
    assert.ok(states.has("started"), [...states].join());
    assert.equal(await up, app);

    const a = app.service("a");
    const { name, services } = await app.config();
    assert.deepEqual([name, services?.["a"]?.labels], [basename(directory.path).toLowerCase(), { by: "me" }]);
    const first = await a.container();
    await a.scale(2).quiet();
    assert.equal((await a.containers()).length, 2);
    assert.equal((await a.container()).id, first.id, "what has not changed stays");
    const second = a.container({ index: 2 });
    assert.equal((await second).name, `${name}-a-2`);

    await a.stop();
    assert.deepEqual(await app.ps(), []);
    await assert.rejects(a.exec(["true"]), { code: "CONTAINER_NOT_RUNNING" });
    await a.start();
    await a.restart({ timeout: "1s" });
    assert.equal((await app.ps()).length, 2);
    const began: string[] = [];
    for await (const { text: line, number } of a.logs({ follow: true })) {
      if (number === 1) began.push(line);
      if (began.length === 3) break;
    }
    assert.deepEqual(began, ["began", "began", "began"]);
  });

  it("leaves nothing where up() fails and nothing was there, and all where something was", async () => {
    const world = await testWorld();
    using nerdsh = await openApi(world);
    const name = `fails${process.pid}`;
    const a = { image: "busybox", command: forever };
    const b = { image: "busybox", command: ["false"], depends_on: ["a"] };
    const c = { ...a, depends_on: { b: { condition: "service_completed_successfully" } as const } };
    const broken = nerdsh.compose({ name, services: { a, b, c } });
    const there = () => nerdsh.containers({ filter: { label: { "com.docker.compose.project": name } } });
    await assert.rejects(broken.up());
    assert.deepEqual(await there(), []);

    await using whole = await nerdsh.compose({ name, services: { a } }).up();
    await assert.rejects(broken.up());
    assert.deepEqual(
      (await there()).map((each) => each.name),
      [`${name}-a-1`],
    );
    {
      await using looker = nerdsh.compose({ name, services: { a } });
      assert.equal((await looker.ps()).length, 1);
    }
    assert.equal((await there()).length, 1, "who only looks takes nothing down");
    await whole.down({ removeOrphans: true });
  });
});
