import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { createService } from "../../../src/api/create-service.ts";
import type { Service } from "../../../src/api/service.ts";
import { namedServices } from "../../../src/api/service-options.ts";
import { task } from "../../../src/api/task.ts";

const service = createService(async () => {
  throw new Error("nothing is to be opened");
});

describe("service()", () => {
  test("gives a handle that starts nothing, prints as its names, and is no promise", async () => {
    const db = service("registry.example:5000/team/postgres:16");
    assert.equal(inspect(db), "Service { name: 'postgres', image: 'registry.example:5000/team/postgres:16' }");
    assert.equal(await db, db);
    await using _ = db;
  });

  test("knows before it starts where this host reaches it", () => {
    const publishes = [undefined, 80, "8080:80", "127.0.0.2:8080:80", ["[::1]::80", "81"], "[::]:8080:80"];
    const hosts = publishes.map((publish) => service("nginx", { publish }).host);
    assert.deepEqual(hosts, ["127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.2", "::1", "127.0.0.1"]);
  });

  test("gives one service for one name with one image and the same options, and refuses others", () => {
    const ready = { log: /ready/ };
    const first = service("redis", { name: "cache", ready, env: { A: "1" } });
    assert.equal(service("redis", { name: "cache", ready: { log: /ready/ }, env: { A: "1" } }), first);
    for (const other of [
      { name: "cache", ready },
      { name: "cache", ready: { log: /steady/ }, env: { A: "1" } },
    ])
      assert.throws(() => service("redis", other), { code: "ALREADY_EXISTS" });
    assert.notEqual(service("redis"), service("redis"));
  });

  test("refuses names that no host can have", () => {
    for (const name of ["", "a b", "-a", "a_", "a/b"])
      assert.throws(() => service("redis", { name }), { code: "INVALID_VALUE" });
  });

  test("fails whoever uses it where it cannot be started, and each of them by the same failure", async () => {
    const db = service("redis");
    const failures = await Promise.allSettled([db.start(), db.url(6379), db.exec`true`]);
    const reasons = failures.map((failure) => (failure.status === "rejected" ? String(failure.reason) : ""));
    assert.deepEqual(reasons, Array(3).fill("Error: nothing is to be opened"));
  });

  test("is typed in the function of a task that has it", () => {
    const db = service("redis");
    task("typed", { services: { db } }, ({ services }) => {
      services.db satisfies Service;
      // @ts-expect-error: the task has no such service.
      services.cache;
    });
    task("listed", { services: [db] }, ({ services }) => services["redis"] satisfies Service | undefined);
    // @ts-expect-error: no container has it.
    task("wrong", { services: { db: "redis" } }, () => {});
  });

  test("is told apart by name in a list, and by key in an object", () => {
    const [one, two] = [service("redis"), service("nginx", { name: "web" })];
    assert.deepEqual(namedServices([one, two]), [
      ["redis", one],
      ["web", two],
    ]);
    assert.deepEqual(namedServices({ cache: one }), [["cache", one]]);
  });
});
