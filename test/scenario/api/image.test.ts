import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { inspect } from "node:util";
import { openApi, type TestApi } from "../../support/api.ts";
import { startRegistry } from "../../support/registry.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

let nerdsh: TestApi;
before(async () => {
  nerdsh = await openApi(await testWorld());
  await nerdsh.pull("busybox");
});
after(() => nerdsh[Symbol.dispose]());

const namesHere = async () => (await nerdsh.images()).map(({ name }) => name);

describe("an image's handle", () => {
  test("is found by name and by ID, and is plain data", async () => {
    const busybox = await nerdsh.image("busybox");
    assert.equal(busybox.reference, "busybox:latest");
    const same = await nerdsh.image(busybox.configDigest.slice(7, 19));
    assert.deepEqual({ ...same }, { ...busybox });
    assert.match(inspect(busybox), /^ImageHandle \{\n {2}name: 'docker.io\/library\/busybox:latest'/);
    await assert.rejects(async () => await nerdsh.image("busybx"), {
      code: "UNKNOWN_IMAGE",
      hint: "did you mean busybox?",
    });
  });

  test("is awaited for, and says so where it is printed before", async () => {
    const busybox = nerdsh.image("busybox");
    assert.equal(inspect(busybox), "Operation { <await it> }");
    assert.equal((await busybox).reference, "busybox:latest");
  });

  test("tells what it is and how it was made", async () => {
    const busybox = await nerdsh.image("busybox");
    const { Id, RepoTags } = await busybox.inspect();
    assert.deepEqual([Id, RepoTags], [busybox.configDigest, ["busybox:latest"]]);
    const layers = (await busybox.history()).filter(({ chainId }) => chainId !== undefined);
    assert.equal(layers.length, busybox.diffIds.length);
  });

  test("gives it a name, pushes it under that, and takes it away", async () => {
    await using registry = await startRegistry({ writable: true, images: "none" });
    const made = await nerdsh.image.fromFiles("handles/pushed", { files: { "/motd": "pushed" } });
    const pushed = await made.tag(`${registry.host}/handles/pushed:1`);
    assert.equal((await pushed.push()).digest, made.digest);
    assert.deepEqual(await pushed.remove(), { untagged: [pushed.reference], deleted: [] });
    assert.deepEqual((await made.remove()).deleted, [made.digest]);
    const again = await nerdsh.pull(pushed.reference);
    assert.equal(again.digest, made.digest);
    await again.remove();
    assert.deepEqual(await namesHere(), ["docker.io/library/busybox:latest"]);
  });

  test("runs it", async () => {
    const busybox = await nerdsh.image("busybox");
    assert.equal(await busybox.run(["echo", "hello"], { network: "none" }).text(), "hello");
    assert.equal(await busybox.run({ command: ["echo", "again"], network: "none" }).text(), "again");
    assert.equal(await nerdsh.run(busybox, ["echo", "by run"], { network: "none" }).text(), "by run");
  });

  test("saves it in an archive that gives it back", async () => {
    await using directory = await temporaryDirectory();
    const file = join(directory.path, "saved.tar");
    const made = await nerdsh.image.fromFiles("handles/saved", { files: { "/motd": "hello" } });
    await made.save(file);
    let bytes = 0;
    for await (const chunk of made.archive()) bytes += chunk.length;
    assert.equal((await stat(file)).size, bytes);
    assert.deepEqual((await made.remove()).deleted, [made.digest]);
    const [loaded, ...others] = await nerdsh.image.load(file);
    assert.deepEqual([loaded?.name, loaded?.configDigest, others], [made.name, made.configDigest, []]);
    await loaded?.remove();
  });
});

describe("images()", () => {
  test("gives those that a filter asks for, as images --filter does", async () => {
    const made = await nerdsh.image.fromFiles("filtered/app:1", { files: {}, config: { Labels: { tier: "web" } } });
    const found = async (filter: Parameters<TestApi["images"]>[0]) =>
      (await nerdsh.images(filter)).map(({ repository, tag }) => `${repository}:${tag}`);
    assert.deepEqual(await found({ filter: { reference: "filtered/*" } }), ["filtered/app:1"]);
    assert.deepEqual(await found({ filter: { label: { tier: "web" }, dangling: false } }), ["filtered/app:1"]);
    assert.deepEqual(await found({ filter: { reference: ["filtered/*", "busybox"], label: "no" } }), []);
    await assert.rejects(async () => await found({ filter: { until: "soon" } }), { code: "INVALID_VALUE" });
    await made.remove();
  });
});
