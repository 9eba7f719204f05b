import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { inspect } from "node:util";
import { openApi, type TestApi } from "../../support/api.ts";
import { until } from "../../support/condition.ts";
import { diff } from "../../support/leftovers.ts";
import type { World } from "../../support/private-world.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

let world: World;
let nerdsh: TestApi;
before(async () => {
  world = await testWorld();
  nerdsh = await openApi(world);
  await nerdsh.run("busybox", ["true"]).text();
});
after(() => nerdsh[Symbol.dispose]());

const sleeping = ["sleep", "1000000"];

/** The status of a container, `undefined` where there is none. */
async function statusOf(id: string): Promise<string | undefined> {
  const all = await nerdsh.containers({ all: true });
  return all.find((each) => each.id === id)?.status;
}

/** Resolves once the container has written the line, such as one that says that its traps are set. */
async function written(box: Awaited<ReturnType<TestApi["run"]>>, line: string): Promise<void> {
  for await (const { text } of box.logs({ follow: true })) if (text === line) return;
}

describe("a container's handle", () => {
  test("is its names: as an object, as JSON, and in the console", async () => {
    await using box = await nerdsh.run("busybox", sleeping, { name: "named" });
    const { id } = box;
    assert.match(id, /^[0-9a-f]{64}$/);
    assert.deepEqual({ ...box }, { id, name: "named", image: "busybox:latest" });
    assert.equal(JSON.stringify(box), `{"id":"${id}","name":"named","image":"busybox:latest"}`);
    const shown = inspect(box, { breakLength: Number.POSITIVE_INFINITY });
    assert.equal(shown, `Container { id: '${id}', name: 'named', image: 'busybox:latest' }`);
    assert.match(inspect({ box }, { colors: true }), /Container \{\n {4}id: \u001b\[32m/);
  });

  test("is no promise, so that it can be returned and awaited", async () => {
    await using box = await nerdsh.run("busybox", sleeping);
    assert.equal("then" in box, false);
    assert.equal(await box, box);
  });

  test("removes the container, whatever its state, where its block ends", async () => {
    const before = await world.census();
    {
      await using _running = await nerdsh.run("busybox", sleeping);
      await using stopped = await nerdsh.run("busybox", sleeping);
      await stopped.kill();
      await using paused = await nerdsh.run("busybox", sleeping);
      await paused.pause();
    }
    assert.deepEqual(diff(before, await world.census()), {});
  });

  test("lives on without a block, until somebody removes it", async () => {
    const { id, name } = await nerdsh.run("busybox", sleeping);
    assert.equal(await statusOf(id), "running");
    const found = await nerdsh.container(name);
    assert.deepEqual({ ...found }, { id, name, image: "busybox:latest" });
    assert.deepEqual(await nerdsh.container(id.slice(0, 12)), found);
    await found.remove();
    await found.remove(); // It is gone already, which is fine.
    assert.equal(await statusOf(id), undefined);
  });

  test("is the same in two sessions at once", async () => {
    using other = await openApi(world);
    await using box = await nerdsh.run("busybox", sleeping, { name: "shared" });
    const seen = await other.container("shared");
    assert.equal(seen.id, box.id);
    const [here, there] = [box.wait(), seen.wait()];
    await seen.kill();
    assert.deepEqual([await here, await there], [{ exitCode: 137 }, { exitCode: 137 }]);
  });

  test("is listed with its state and ports, in plain data", async () => {
    await using box = await nerdsh.run("nginx", { publish: "127.0.0.1::80", label: { tier: "web" } });
    const listed = (await nerdsh.containers()).find(({ id }) => id === box.id);
    const { name, status, ports, labels } = JSON.parse(JSON.stringify(listed));
    assert.deepEqual({ name, status, tier: labels.tier }, { name: box.name, status: "running", tier: "web" });
    const mapping = { hostAddress: "127.0.0.1", hostPort: box.port(80), containerPort: 80, protocol: "tcp" };
    assert.deepEqual(ports, [mapping]);
    assert.equal(listed && "container" in listed, false);
  });
});

describe("rm: true", () => {
  test("removes the container when it exits, and tells its status", async () => {
    const before = await world.census();
    const box = await nerdsh.run("busybox", ["sh", "-c", "sleep 0.5; exit 4"], { rm: true });
    assert.deepEqual(await box.wait(), { exitCode: 4 });
    assert.deepEqual(diff(before, await world.census()), {});
    await box.remove();
  });

  test("lets it be restarted", async () => {
    const box = await nerdsh.run("busybox", sleeping, { rm: true });
    const again = await box.restart({ timeout: 0 });
    assert.deepEqual(await box.wait(), { exitCode: 137 });
    assert.equal(await statusOf(box.id), "running");
    await again.remove();
  });

  test("can be forestalled", async () => {
    const before = await world.census();
    const box = await nerdsh.run("busybox", sleeping, { rm: true });
    await box.remove();
    await until("it is gone", async () => Object.keys(diff(before, await world.census())).length === 0);
  });
});

describe("a container's life", () => {
  test("ends by stop, with the signal and within the time that were said", async () => {
    const script = "trap 'exit 5' INT; trap '' TERM; echo trapped; while :; do sleep 0.05; done";
    await using polite = await nerdsh.run("busybox", ["sh", "-c", script]);
    await written(polite, "trapped");
    await polite.stop({ signal: "SIGINT" });
    assert.deepEqual(await polite.wait(), { exitCode: 5 });
    await using stubborn = await nerdsh.run("busybox", ["sh", "-c", script], { stopTimeout: 600 });
    await written(stubborn, "trapped");
    const startedMs = performance.now();
    await stubborn.stop({ timeout: "500ms" });
    assert.ok(performance.now() - startedMs < 300_000);
    assert.deepEqual(await stubborn.wait(), { exitCode: 137 });
    await stubborn.stop(); // It does not run: that is what was wanted.
  });

  test("ends by kill, with any signal", async () => {
    const trapping = "trap 'exit 6' USR1; echo trapped; while :; do sleep 0.05; done";
    await using box = await nerdsh.run("busybox", ["sh", "-c", trapping]);
    await written(box, "trapped");
    await box.kill("USR1");
    assert.deepEqual(await box.wait(), { exitCode: 6 });
    await assert.rejects(box.kill(), { code: "CONTAINER_NOT_RUNNING" });
    await using other = await nerdsh.run("busybox", sleeping);
    await assert.rejects(other.kill("SIGTREM"), { code: "INVALID_VALUE", hint: "did you mean SIGTERM?" });
  });

  test("begins anew by start and restart, with its files, and keeps its ports", async () => {
    const before = await world.census();
    {
      await using box = await nerdsh.run("nginx", { publish: "80" });
      await box.exec`touch /kept`;
      const url = box.url(80);
      await box.stop();
      await assert.rejects(fetch(url));
      const again = await box.start();
      assert.equal(again.url(80), url);
      await until("it serves again", () =>
        fetch(url).then(
          ({ ok }) => ok,
          () => false,
        ),
      );
      const third = await again.restart({ timeout: "5s" });
      assert.deepEqual(await third.exec`ls /kept`.lines(), ["/kept"]);
      assert.equal(third.id, box.id);
    }
    assert.deepEqual(diff(before, await world.census()), {});
  });

  test("stands still between pause and unpause", async () => {
    await using box = await nerdsh.run("busybox", sleeping);
    await box.pause();
    assert.equal(await statusOf(box.id), "paused");
    await assert.rejects(box.pause(), { code: "CONTAINER_PAUSED" });
    await box.unpause();
    assert.equal(await statusOf(box.id), "running");
  });

  test("refuses to be removed while it runs only where force is off", async () => {
    await using box = await nerdsh.run("busybox", sleeping);
    await assert.rejects(box.remove({ force: false }), { code: "CONTAINER_RUNNING" });
    assert.equal(await statusOf(box.id), "running");
  });
});

describe("a container's other verbs", () => {
  test("rename gives a handle of the new name, and frees the old one", async () => {
    await using box = await nerdsh.run("busybox", sleeping, { name: "old" });
    const renamed = await box.rename("new");
    assert.deepEqual({ ...renamed }, { ...box, name: "new" });
    await assert.rejects(nerdsh.container("old"), { code: "UNKNOWN_CONTAINER" });
    await using _other = await nerdsh.run("busybox", sleeping, { name: "old" });
    assert.equal((await nerdsh.container("new")).id, box.id);
  });

  test("update changes limits while it runs", async () => {
    await using box = await nerdsh.run("busybox", sleeping, { memory: "64m" });
    const limit = async () => (await box.stats()).memoryLimitBytes;
    assert.equal(await limit(), 64 * 2 ** 20);
    await box.update({ memory: "128m", memorySwap: 256 * 2 ** 20 });
    assert.equal(await limit(), 128 * 2 ** 20);
    await assert.rejects(box.update({ memory: "1m" }), { code: "INVALID_VALUE", message: /^minimum memory limit/ });
    await assert.rejects(box.update({}), { code: "MISSING_ARGUMENT" });
  });

  test("copyTo and copyFrom carry files both ways", async () => {
    await using directory = await temporaryDirectory();
    await mkdir(join(directory.path, "site"));
    await writeFile(join(directory.path, "site/index.html"), "<p>hello");
    await using box = await nerdsh.run("busybox", sleeping);
    await box.copyTo(join(directory.path, "site"), "/srv");
    assert.equal(await box.exec`cat /srv/index.html`.text(), "<p>hello");
    await box.exec`sh -c 'echo changed > /srv/index.html'`;
    await box.copyFrom("/srv/index.html", join(directory.path, "back.html"));
    assert.equal(await readFile(join(directory.path, "back.html"), "utf8"), "changed\n");
    await assert.rejects(box.copyFrom("/nonesuch", directory.path));
  });

  test("commit makes an image that runs", async () => {
    await using box = await nerdsh.run("busybox", sleeping);
    await box.exec`sh -c 'echo kept > /kept'`;
    const { reference } = await box.commit("committed");
    assert.equal(reference, "committed:latest");
    assert.equal(await nerdsh.run("committed", ["cat", "/kept"], { pull: "never" }).text(), "kept");
  });

  test("stats tells what it uses", async () => {
    await using box = await nerdsh.run("busybox", sleeping, { memory: "64m" });
    const { id, name, memoryLimitBytes, memoryUsageBytes, pids } = await box.stats();
    assert.deepEqual(
      { id, name, memoryLimitBytes, pids },
      { id: box.id, name: box.name, memoryLimitBytes: 2 ** 26, pids: 1 },
    );
    assert.ok(memoryUsageBytes > 0 && memoryUsageBytes < 2 ** 26, String(memoryUsageBytes));
  });

  test("inspect tells everything, in Docker's words", async () => {
    await using box = await nerdsh.run("busybox", sleeping, { label: { a: "b" } });
    const { Id, Name, Config, State } = await box.inspect();
    assert.deepEqual(
      { Id, Name, Cmd: Config.Cmd, a: Config.Labels["a"], Status: State.Status },
      { Id: box.id, Name: box.name, Cmd: sleeping, a: "b", Status: "running" },
    );
  });

  test("wait gives the status, also of one that has exited long ago", async () => {
    await using box = await nerdsh.run("busybox", ["sh", "-c", "exit 9"]);
    assert.deepEqual(await box.wait(), { exitCode: 9 });
    assert.deepEqual(await (await nerdsh.container(box.name)).wait(), { exitCode: 9 });
  });
});

describe("images", () => {
  test("are pulled and listed", async () => {
    const { reference } = await nerdsh.pull("layered");
    assert.equal(reference, "layered:latest");
    const listed = await nerdsh.images();
    assert.ok(JSON.stringify(listed).includes("layered"));
  });
});
