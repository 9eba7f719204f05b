import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { isStored } from "../../../src/image/image-content.ts";
import { pullImage } from "../../../src/image/pull/pull.ts";
import { privateWorld, type World } from "../../support/private-world.ts";
import { Soci } from "../../support/soci.ts";
import { worldContext } from "../../support/world-context.ts";

let world: World;
let soci: Soci;

before(async () => {
  world = await privateWorld({ registry: { tls: true, writable: true } });
  soci = await Soci.create(world);
});
after(async () => {
  await soci[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

async function output(...words: string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await world.nerdsh(words);
  assert.equal(exitCode, 0, stderr);
  return stdout.trim();
}

describe("the SOCI snapshotter", () => {
  test("mounts the layers of an image with an index, and nothing of them is fetched before it is read", async () => {
    const name = `${soci.host}/library/multiarch:latest`;
    await output("pull", "-q", name);
    await soci.pushIndex(await output("engine", "status", "-f", "{{.Address}}"), name);
    await output("rmi", name);
    await soci.start();

    using context = await worldContext({ env: { ...world.env, CONTAINERD_SNAPSHOTTER: "soci" } });
    const image = await pullImage(context, { reference: name, policy: "missing" });
    const stored = image.layers.map(async (layer) => await isStored(context.engine, layer, context.signal));
    assert.deepEqual(await Promise.all(stored), [false, false]);
    const mounts = (await readFile("/proc/self/mounts", "utf8")).split("\n");
    const mounted = mounts.filter((line) => line.includes(` ${soci.root}/`) && / fuse\./.test(line));
    assert.equal(mounted.length, image.layers.length);

    const run = ["--snapshotter", "soci", "run", "--rm", "--net", "none", name];
    assert.match(await output(...run), /^(amd64|arm64)$/);
    assert.equal(await output(...run, "busybox", "echo", "lazily"), "lazily");
    await output("rmi", name);
    assert.deepEqual(await context.engine.snapshots().list(), []);
  });
});
