import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createPull } from "../../../src/api/pull.ts";
import type { ContextBase } from "../../../src/api/session.ts";
import type { NerdEvent } from "../../../src/events.ts";
import { imageFromFiles } from "../../../src/image/from-files.ts";
import { pullImage } from "../../../src/image/pull/pull.ts";
import { startEngine, type TestEngine } from "../../support/engine.ts";
import { startFaultyRegistry } from "../../support/faulty-registry.ts";
import { imageContext } from "../../support/image-context.ts";
import { programOutput, runProgram } from "../../support/program.ts";
import { type Registry, startRegistry } from "../../support/registry.ts";

let engine: TestEngine;
let registry: Registry;

before(async () => {
  [engine, registry] = await Promise.all([startEngine(), startRegistry()]);
});
after(async () => {
  await engine[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
});

const context = (hostsDir = registry.hostsDir, signal?: AbortSignal) =>
  imageContext({ address: engine.address, hostsDir, ...(signal && { signal }) });
const ctr = async (namespace: string, ...args: string[]) =>
  (await programOutput("ctr", ["--address", engine.address, "--namespace", namespace, ...args])).trim();

/** Leases, ingests and half-made snapshots of a namespace: what a pull must not leave. */
async function leftovers(namespace: string): Promise<string[]> {
  using of = imageContext({ address: engine.address });
  const inNamespace = of.engine.inNamespace(namespace);
  const [leases, ingests, snapshots] = await Promise.all([
    inNamespace.leases.list(),
    inNamespace.content.statuses(),
    inNamespace.snapshots().list(),
  ]);
  const active = snapshots.filter(({ kind }) => kind !== "COMMITTED");
  return [...leases.map(({ id }) => id), ...ingests.map(({ ref }) => ref), ...active.map(({ name }) => name)];
}

describe("a pull", () => {
  test("brings an image that containerd finds whole, and that runs", async () => {
    using here = context();
    const image = await pullImage(here, { reference: "nginx", policy: "missing" });
    assert.equal(image.name, "docker.io/library/nginx:latest");
    assert.deepEqual(image.config.Cmd, ["nginx", "-g", "daemon off;"]);
    assert.match(await ctr(here.namespace, "images", "check"), /nginx:latest .* complete \(\d+\/\d+\) .* true$/m);
    const run = ["run", "--rm", image.name, "once", "/usr/sbin/nginx", "-v"];
    const ran = await runProgram("ctr", ["--address", engine.address, "--namespace", here.namespace, ...run]);
    assert.match(ran.stderr, /nginx version/);
    assert.deepEqual(await leftovers(here.namespace), []);
  });

  test("says what it does: resolved, progress from nothing to the last byte, each layer unpacked, pulled", async () => {
    using here = context();
    const image = await pullImage(here, { reference: "layered", policy: "missing" });
    const { digest } = image;
    const [first, ...rest] = here.events;
    assert.deepEqual(first, { type: "image.resolved", image: image.name, digest });
    for (const layer of image.layers) {
      const progress = rest.flatMap((event) =>
        event.type === "layer.progress" && event.digest === layer.digest ? [event] : [],
      );
      assert.deepEqual(progress.at(-1), {
        type: "layer.progress",
        image: image.name,
        digest: layer.digest,
        doneBytes: layer.size,
        totalBytes: layer.size,
      });
      assert.equal(progress[0]?.doneBytes, 0);
      const at = (type: NerdEvent["type"]) =>
        rest.findIndex((event) => event.type === type && "digest" in event && event.digest === layer.digest);
      assert.ok(at("layer.progress") < at("layer.unpacking") && at("layer.unpacking") < at("layer.unpacked"));
    }
    assert.equal(rest.at(-1)?.type, "image.pulled");
  });

  test("in a recipe is awaited, or looped over", async () => {
    using here = context();
    // A pull asks for nothing else of a session.
    const pull = createPull(async () => here as unknown as ContextBase);
    const events: NerdEvent[] = [];
    for await (const event of pull("busybox")) events.push(event);
    assert.deepEqual(events, here.events);
    const { name, digest } = await pull("busybox");
    assert.deepEqual(events[0], { type: "image.resolved", image: name, digest });
    assert.equal(events.at(-1)?.type, "image.pulled");
  });

  test("survives garbage collection, content, snapshots and all", async () => {
    using here = context();
    const { name, layers } = await pullImage(here, { reference: "layered", policy: "missing" });
    await here.engine.leases.create("collect");
    await here.engine.leases.delete("collect", { sync: true });
    assert.match(await ctr(here.namespace, "images", "check", "-q"), new RegExp(name));
    assert.equal((await here.engine.snapshots().list()).length, layers.length);
  });

  test("of what is here asks the registry for nothing, and the engine for one thing", async () => {
    await using faulty = await startFaultyRegistry(registry.url);
    using here = context(faulty.hostsDir);
    const first = await pullImage(here, { reference: "nginx", policy: "missing" });
    const asked = faulty.requests.length;
    assert.deepEqual(await pullImage(here, { reference: "docker.io/library/nginx:latest", policy: "missing" }), first);
    assert.equal(faulty.requests.length, asked);
  });

  test("with policy always only looks whether the tag has moved", async () => {
    await using faulty = await startFaultyRegistry(registry.url);
    using here = context(faulty.hostsDir);
    const first = await pullImage(here, { reference: "nginx", policy: "always" });
    const asked = faulty.requests.length;
    assert.deepEqual(await pullImage(here, { reference: "nginx", policy: "always" }), first);
    assert.deepEqual(
      faulty.requests.slice(asked).map(({ method }) => method),
      ["HEAD"],
    );
  });

  test("with policy never takes what is here, or says that it is not", async () => {
    using here = context();
    await assert.rejects(pullImage(here, { reference: "nginx", policy: "never" }), { code: "IMAGE_NOT_PRESENT" });
    assert.deepEqual(here.events, []);
  });

  test("takes the platform that is asked for, and names those that there are", async () => {
    using here = context();
    const arm = await pullImage(here, { reference: "multiarch", platform: "linux/arm64", policy: "missing" });
    assert.deepEqual(arm.platform, { os: "linux", architecture: "arm64" });
    const own = await pullImage(here, { reference: "multiarch", policy: "missing" });
    assert.equal(own.digest, arm.digest);
    assert.notEqual(own.manifestDigest, arm.manifestDigest);
    await assert.rejects(pullImage(here, { reference: "multiarch", platform: "linux/s390x", policy: "missing" }), {
      code: "UNSUPPORTED",
      hint: /it has .*linux\/arm64/,
    });
  });

  test("does not take an image of another platform for the one that is asked for", async () => {
    using here = context();
    const { platform } = await pullImage(here, { reference: "scratch-true", policy: "missing" });
    await assert.rejects(pullImage(here, { reference: "scratch-true", platform: "linux/s390x", policy: "missing" }), {
      code: "UNSUPPORTED",
      hint: `it is for linux/${platform.architecture}`,
    });
  });

  test("by digest is the image of that digest", async () => {
    using here = context();
    const { digest } = await pullImage(here, { reference: "nginx", policy: "missing" });
    const pinned = await pullImage(here, { reference: `nginx@${digest}`, policy: "missing" });
    assert.equal(pinned.name, `docker.io/library/nginx@${digest}`);
  });

  test("without unpacking can be unpacked later", async () => {
    using here = context();
    const { chainId } = await pullImage(here, { reference: "busybox", policy: "missing", unpack: false });
    await assert.rejects(here.engine.snapshots().stat(chainId), { code: "NOT_FOUND" });
    await pullImage(here, { reference: "busybox", policy: "missing" });
    assert.equal((await here.engine.snapshots().stat(chainId)).kind, "COMMITTED");
  });
});

describe("an image from files", () => {
  test("needs no registry, runs, and is stored once", async () => {
    using here = context();
    const input = {
      name: "hello",
      files: { "/bin/busybox": { path: "/bin/busybox", mode: 0o755 } },
      links: { "/bin/echo": "busybox" },
      config: { Cmd: ["/bin/echo", "hello"] },
    };
    const image = await imageFromFiles(here, input);
    assert.equal(await ctr(here.namespace, "run", "--rm", image.name, "hello"), "hello");
    const startMs = performance.now();
    assert.deepEqual(await imageFromFiles(here, input), image);
    assert.ok(performance.now() - startMs < 30_000);
    assert.deepEqual(await leftovers(here.namespace), []);
  });
});
