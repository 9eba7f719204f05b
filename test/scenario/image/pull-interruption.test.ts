import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { ContentStatus } from "../../../src/engine/protocol.ts";
import { smallBlobBytes } from "../../../src/engine/small-blob.ts";
import { pullImage } from "../../../src/image/pull/pull.ts";
import { processIdentity } from "../../../src/store/process-identity.ts";
import { type BundledProgram, bundledProgram } from "../../support/bundled-program.ts";
import { until } from "../../support/condition.ts";
import { startEngine } from "../../support/engine.ts";
import { type SeenRequest, startFaultyRegistry } from "../../support/faulty-registry.ts";
import { imageContext } from "../../support/image-context.ts";
import { programOutput } from "../../support/program.ts";
import { type Registry, startRegistry } from "../../support/registry.ts";

const source = fileURLToPath(new URL("../../support/pull-program.ts", import.meta.url));

let registry: Registry;
let pullProgram: BundledProgram;

before(async () => {
  [registry, pullProgram] = await Promise.all([startRegistry(), bundledProgram(source)]);
});
after(async () => {
  await pullProgram[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
});

/** So many bytes are here that they are no accident, and so many are not that seconds pass before the rest is. */
const isWellBegun = ({ ref, offset, total }: ContentStatus) =>
  ref.startsWith("layer-") && offset > 64 * 1024 && total - offset > 1024 * 1024;

/** A layer was asked for once, from where it had been cut off or later. */
function assertResumed(requests: readonly SeenRequest[], { ref, offset }: ContentStatus): void {
  const asked = requests.filter(({ path }) => path.includes(ref.slice("layer-".length)));
  assert.equal(asked.length, 1);
  const [, from] = /^bytes=(\d+)-$/.exec(asked[0]?.headers.range ?? "") ?? [];
  assert.ok(Number(from) >= Number(offset), `from ${from}, where ${offset} bytes were held`);
}

describe("a pull that fails", () => {
  test("leaves nothing where the registry lies about a layer", async () => {
    await using faulty = await startFaultyRegistry(registry.url, [{ fault: { kind: "lie" }, on: /GET .*blobs/ }]);
    // Another namespace's content would be shared, were this one not the only one.
    await using own = await startEngine();
    using there = imageContext({ address: own.address, hostsDir: faulty.hostsDir });
    await assert.rejects(pullImage(there, { reference: "nginx", policy: "missing" }), { code: "DIGEST_MISMATCH" });
    await until("containerd collects what is left", async () => (await there.engine.content.list()).length === 0);
    assert.deepEqual(
      [await there.engine.leases.list(), await there.engine.images.list(), await there.engine.content.statuses()],
      [[], [], []],
    );
  });

  test("or is cancelled keeps what it has fetched, which the next one goes on from", async () => {
    await using own = await startEngine();
    await using faulty = await startFaultyRegistry(registry.url, [
      { fault: { kind: "slow", bytesPerSecond: 400_000 }, on: /GET .*blobs/ },
    ]);
    const cancel = new AbortController();
    const reason = new Error("enough");
    using here = imageContext({ address: own.address, hostsDir: faulty.hostsDir, signal: cancel.signal });
    using again = imageContext({ address: own.address, hostsDir: faulty.hostsDir });
    const engine = again.engine.inNamespace(here.namespace);
    const pulling = pullImage(here, { reference: "nginx", policy: "missing" });
    pulling.catch(() => {});
    let held: ContentStatus | undefined;
    await until("a good part of a layer is here", async () => {
      held = (await engine.content.statuses()).find(isWellBegun);
      return held !== undefined;
    });
    cancel.abort(reason);
    await assert.rejects(pulling, (error) => error === reason);
    await engine.leases.create("collect");
    await engine.leases.delete("collect", { sync: true });
    const [kept, ...others] = await engine.leases.list();
    assert.deepEqual([kept?.labels["nerdsh/image"], others], ["docker.io/library/nginx:latest", []]);
    assert.deepEqual(await engine.snapshots().list(), []);
    faulty.heal();
    const before = faulty.requests.length;
    await pullImage({ ...again, engine }, { reference: "nginx", policy: "missing" });
    assertResumed(faulty.requests.slice(before), held!);
    assert.deepEqual([await engine.leases.list(), await engine.content.statuses()], [[], []]);
  });

  test("and was killed is gone on with, not begun again", async () => {
    await using own = await startEngine();
    await using faulty = await startFaultyRegistry(registry.url, [
      { fault: { kind: "slow", bytesPerSecond: 400_000 }, on: /GET .*blobs/ },
    ]);
    using here = imageContext({ address: own.address, hostsDir: faulty.hostsDir });
    const args = [pullProgram.path, own.address, here.namespace, faulty.hostsDir, "nginx"];
    const pulling = spawn(process.execPath, args, { stdio: "ignore" });
    let held: ContentStatus | undefined;
    await until(
      "a good part of a layer is here, and far from all",
      async () => {
        held = (await here.engine.content.statuses()).find(isWellBegun);
        return held !== undefined;
      },
      60_000,
    );
    pulling.kill("SIGKILL");
    await once(pulling, "exit");
    faulty.heal();
    const before = faulty.requests.length;
    await pullImage(here, { reference: "nginx", policy: "missing" });
    assertResumed(faulty.requests.slice(before), held!);
  });
});

describe("pulls of one image at once", () => {
  test("from two processes both end with the whole image", async () => {
    await using own = await startEngine();
    using here = imageContext({ address: own.address });
    const args = [pullProgram.path, own.address, here.namespace, registry.hostsDir, "nginx"];
    const outputs = await Promise.all([programOutput(process.execPath, args), programOutput(process.execPath, args)]);
    const [one, other] = outputs.map((output) => JSON.parse(output).chainId);
    assert.equal(one, other);
    const check = ["--address", own.address, "--namespace", here.namespace, "images", "check"];
    assert.match(await programOutput("ctr", check), /nginx:latest .* complete .* true$/m);
    assert.deepEqual(await here.engine.leases.list(), []);
  });

  test("from one process fetch and unpack each layer once", async () => {
    await using own = await startEngine();
    await using faulty = await startFaultyRegistry(registry.url);
    using here = imageContext({ address: own.address, hostsDir: faulty.hostsDir });
    const images = await Promise.all(
      Array.from({ length: 5 }, async () => await pullImage(here, { reference: "layered", policy: "missing" })),
    );
    assert.equal(new Set(images.map(({ chainId }) => chainId)).size, 1);
    const fetched = faulty.requests.map(({ path }) => path).filter((path) => path.includes("/blobs/"));
    assert.equal(fetched.length, new Set(fetched).size);
    assert.equal((await here.engine.snapshots().list()).length, images[0]!.layers.length);
  });
});

describe("small layers", () => {
  const contentOf = (root: string) => join(root, "io.containerd.content.v1.content");
  const temporary = (owner: string, digest: string) => `.${owner}.${digest.split(":")[1]}.tmp`;

  test("are waited for where another process is at them, and what killed ones left goes", async () => {
    await using own = await startEngine();
    await using faulty = await startFaultyRegistry(registry.url);
    using here = imageContext({ address: own.address, hostsDir: faulty.hostsDir });
    const { layers, digest } = await pullImage(here, { reference: "layered", policy: "missing", unpack: false });
    await here.engine.images.delete("docker.io/library/layered:latest", { sync: true });
    const directory = contentOf(own.root);
    await until("all of it is collected", async () => (await readdir(join(directory, "blobs/sha256"))).length === 0);
    const digests = layers.map((layer) => layer.digest);
    const held = layers.find(({ size }) => size <= smallBlobBytes)!.digest;
    const others = digests.filter((each) => each !== held);
    const path = join(directory, temporary(processIdentity(own.pid)!, held));
    await writeFile(path, "");
    await writeFile(join(directory, temporary("1-1-gone", held)), "half of ");
    const before = faulty.requests.length;
    const asked = () => faulty.requests.slice(before).flatMap(({ path }) => path.match(/sha256:[0-9a-f]{64}/) ?? []);
    const pulling = pullImage(here, { reference: "layered", policy: "missing" });
    pulling.catch(() => {}); // Awaited below; an assertion before that shall be what is reported.
    await until("the other layers are here", async () => {
      const stored = (await here.engine.content.list()).map((info) => info.digest);
      return others.every((other) => stored.includes(other));
    });
    assert.deepEqual(
      asked().filter((each) => each === held),
      [],
    );
    await unlink(path);
    assert.equal((await pulling).digest, digest);
    assert.deepEqual(
      asked()
        .filter((each) => digests.includes(each))
        .sort(),
      digests.sort(),
    );
    assert.deepEqual((await readdir(directory)).sort(), ["blobs", "ingest"]);
  });

  test("come to an engine whose namespaces share nothing, which leaves nothing of them elsewhere", async () => {
    const config = '[plugins."io.containerd.metadata.v1.bolt"]\n  content_sharing_policy = "isolated"\n';
    await using own = await startEngine({ config });
    using here = imageContext({ address: own.address, hostsDir: registry.hostsDir });
    await pullImage(here, { reference: "layered", policy: "missing" });
    const check = ["--address", own.address, "--namespace", here.namespace, "images", "check"];
    assert.match(await programOutput("ctr", check), /layered:latest .* complete .* true$/m);
    assert.deepEqual((await readdir(contentOf(own.root))).sort(), ["blobs", "ingest"]);
    assert.deepEqual([await here.engine.content.statuses(), await here.engine.leases.list()], [[], []]);
  });
});
