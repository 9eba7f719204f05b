import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { SystemEvent } from "../../../src/container/events/system-event.ts";
import { openApi, type TestApi } from "../../support/api.ts";
import { testWorld } from "../../support/world.ts";

let nerdsh: TestApi;
before(async () => {
  nerdsh = await openApi(await testWorld());
  await nerdsh.run("busybox", ["true"]).text();
});
after(() => nerdsh[Symbol.dispose]());

const offline = { network: "none" };

describe("containers", () => {
  test("lists those that a filter asks for", async () => {
    const label = { app: "web", tier: "front" };
    await using web = await nerdsh.run("busybox", ["sleep", "1000"], { ...offline, name: "web-1", label });
    await using _db = await nerdsh.run("busybox", ["sleep", "1000"], {
      ...offline,
      name: "db-1",
      label: { app: "db" },
    });
    const names = async (options: Parameters<typeof nerdsh.containers>[0]) =>
      (await nerdsh.containers(options)).map(({ name }) => name);
    assert.deepEqual(await names({ filter: { status: "running", label: { app: "web" } } }), ["web-1"]);
    assert.deepEqual(await names({ filter: { label: { app: true } } }), ["db-1", "web-1"]);
    assert.deepEqual(await names({ filter: { label: ["app", "tier=front"], name: "^web" } }), ["web-1"]);
    await web.stop({ timeout: 0 });
    assert.deepEqual(await names({ filter: { exited: 137 } }), ["web-1"]);
    // @ts-expect-error: no container has that status.
    await assert.rejects(async () => nerdsh.containers({ filter: { status: "up" } }), /invalid filter: status=up/);
  });
});

describe("a container's handle", () => {
  test("tells what happens to the container, and to no other", async () => {
    await using web = await nerdsh.run("busybox", ["sleep", "1000"], offline);
    const seen: SystemEvent[] = [];
    const watching = (async () => {
      for await (const event of web.events()) {
        seen.push(event);
        if (event.action === "die") return;
      }
    })();
    // Nobody tells when it listens.
    while (seen.length === 0) await web.exec(["true"]);
    await using _other = await nerdsh.run("busybox", ["true"], { ...offline, detach: true });
    await web.pause();
    await web.unpause();
    await web.kill();
    await watching;
    assert.deepEqual(new Set(seen.map(({ id }) => id)), new Set([web.id]));
    const actions = seen.map(({ action }) => action).filter((action) => !/^(exec_|kill)/.test(action));
    assert.deepEqual(actions, ["pause", "unpause", "die"]);
    assert.equal(seen.at(-1)?.attributes["exitCode"], "137");
  });

  test("attaches to its streams, in both directions", async () => {
    const script = 'read line; echo "got $line"; exit 3';
    await using box = await nerdsh.run("busybox", ["sh", "-c", script], {
      ...offline,
      interactive: true,
      detach: true,
    });
    using attachment = await box.attach();
    const { stdin, stdout } = attachment.streams;
    stdin!.write("a line\n");
    const chunks: Buffer[] = [];
    for await (const chunk of stdout) chunks.push(chunk as Buffer);
    assert.equal(Buffer.concat(chunks).toString(), "got a line\n");
    assert.equal((await attachment.exit).exitCode, 3);
  });
});
