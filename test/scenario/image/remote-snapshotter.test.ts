import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import type { Context } from "../../../src/context.ts";
import type { NerdEvent } from "../../../src/events.ts";
import type { Image } from "../../../src/image/image.ts";
import { isStored } from "../../../src/image/image-content.ts";
import { pullImage } from "../../../src/image/pull/pull.ts";
import { pushImage } from "../../../src/image/push/push.ts";
import { removeImage } from "../../../src/image/remove.ts";
import { tagImage } from "../../../src/image/tag.ts";
import { digestOf } from "../../../src/registry/digest.ts";
import { FaultyRegistry } from "../../support/faulty-registry.ts";
import { privateWorld, type World } from "../../support/private-world.ts";
import { startRegistry } from "../../support/registry.ts";
import { extractLayer, registryLayers } from "../../support/registry-layers.ts";
import { RemoteSnapshotter } from "../../support/remote-snapshotter.ts";
import { worldContext } from "../../support/world-context.ts";

let world: World;
/** Counts what is asked of the registry. */
let counted: FaultyRegistry;
let remote: RemoteSnapshotter;
let context: Context & Disposable;

const environment = () => ({ NERDSH_HOSTS_DIR: counted.hostsDir });

before(async () => {
  world = await privateWorld();
  counted = await FaultyRegistry.start(world.registry.url, []);
  const root = join(world.root, "remote");
  await mkdir(root);
  remote = new RemoteSnapshotter(root);
  await remote.start();
  // As a user adds one to the embedded engine.
  await mkdir(join(world.root, "containerd.d"));
  const address = JSON.stringify(remote.socket);
  const addition = `version = 2\n[proxy_plugins.remote]\ntype = "snapshot"\naddress = ${address}\n`;
  await writeFile(join(world.root, "containerd.d/remote.toml"), addition);
  context = await worldContext({ env: { ...world.env, ...environment(), CONTAINERD_SNAPSHOTTER: "remote" } });
});
after(async () => {
  context[Symbol.dispose]();
  await world[Symbol.asyncDispose]();
  await remote[Symbol.asyncDispose]();
  await counted[Symbol.asyncDispose]();
});
afterEach(async () => {
  for (const { name } of await context.engine.images.list()) await removeImage(context, name, { force: true });
  counted.requests.length = 0;
  remote.prepared.length = 0;
});

/** Has the snapshotter bring these layers of an image from now on. */
async function bring(name: string, ...indexes: number[]): Promise<string[]> {
  const digests = await registryLayers(world.registry, name);
  remote.layers.clear();
  for (const digest of indexes.map((index) => digests[index]!)) {
    const directory = join(world.root, "files", digest.slice(-12));
    await extractLayer(world.registry, digest, directory);
    remote.layers.set(digest, directory);
  }
  return digests;
}

/** The layers that were asked of the registry. */
function fetched(digests: readonly string[]): string[] {
  return digests.filter((digest) => counted.requests.some(({ path }) => path.includes(digest)));
}

async function stored({ layers }: Image): Promise<boolean[]> {
  return await Promise.all(layers.map(async (layer) => await isStored(context.engine, layer, context.signal)));
}

const outcomes = () => remote.prepared.map(({ outcome }) => outcome);

/** Runs a container to its end and gives what it wrote. */
async function ran(snapshotter: string, image: string, ...command: string[]): Promise<string> {
  const words = ["--snapshotter", snapshotter, "run", "--rm", "--net", "none", image, ...command];
  const { stdout, stderr, exitCode } = await world.nerdsh(words, { env: environment() });
  assert.equal(exitCode, 0, stderr);
  return stdout;
}

describe("a layer that the snapshotter brings itself", () => {
  test("is neither fetched nor unpacked, and containers read its files", async () => {
    const digests = await bring("multiarch", 0, 1);
    assert.match(await ran("remote", "multiarch"), /^(amd64|arm64)\n$/);
    assert.deepEqual(fetched(digests), []);
    const image = await pullImage(context, { reference: "multiarch", policy: "never" });
    assert.deepEqual(await stored(image), [false, false]);
    assert.equal(remote.isBrought(image.chainId), true);
  });

  test("is asked for with all that is known of it and of the layers above", async () => {
    const digests = await bring("multiarch", 0, 1);
    const sociIndexDigest = `sha256:${"5".repeat(64)}`;
    const image = await pullImage(context, { reference: "multiarch", policy: "always", sociIndexDigest });
    const sizes = image.layers.map(({ size }) => size);
    const labels = remote.prepared.map(({ labels: { "containerd.io/snapshot.ref": ref, ...rest } }) => rest);
    const common = {
      "containerd.io/snapshot/cri.image-ref": "docker.io/library/multiarch:latest",
      "containerd.io/snapshot/cri.manifest-digest": image.manifestDigest,
      "containerd.io/snapshot/remote/soci.index.digest": sociIndexDigest,
    };
    assert.deepEqual(
      labels,
      digests.map((digest, index) => ({
        ...common,
        "containerd.io/snapshot/cri.layer-digest": digest,
        "containerd.io/snapshot/cri.image-layers": digests.slice(index).join(","),
        "containerd.io/snapshot/remote/soci.size": String(sizes[index]),
        "containerd.io/snapshot/remote/image.layers.size": sizes.slice(index).join(","),
      })),
    );
  });

  test("leaves to be fetched what lies above the last one", async () => {
    const digests = await bring("layered", 0, 1);
    assert.match(await ran("remote", "layered"), /\/layers\/emptied\/new\n/);
    assert.deepEqual(fetched(digests), digests.slice(2));
    assert.deepEqual(outcomes().slice(0, 3), ["brought", "brought", "made"]);
  });

  test("above one that had to be fetched is not unpacked all the same", async () => {
    await bring("layered", 1);
    assert.equal(await ran("remote", "layered", "cat", "/layers/kept"), "kept\n");
    assert.equal(outcomes().filter((outcome) => outcome === "brought").length, 1);
  });

  test("stays while the image does, through garbage collection, and is gone with it", async () => {
    await bring("multiarch", 0, 1);
    await pullImage(context, { reference: "multiarch", policy: "missing" });
    const { engine } = context;
    await engine.leases.create("collect");
    await engine.leases.delete("collect", { sync: true });
    assert.equal((await engine.snapshots().list()).length, 2);
    assert.equal(await ran("remote", "multiarch", "echo", "here"), "here\n");
    await removeImage(context, "multiarch");
    assert.deepEqual(await engine.snapshots().list(), []);
  });

  test("is fetched and unpacked where a container is run by another snapshotter", async () => {
    const digests = await bring("multiarch", 0, 1);
    await pullImage(context, { reference: "multiarch", policy: "missing" });
    assert.match(await ran("overlayfs", "multiarch"), /^(amd64|arm64)\n$/);
    assert.deepEqual(fetched(digests), digests);
  });

  test("is what a commit stands on, and rm takes the container from it, whichever snapshotter is chosen by then", async () => {
    await bring("multiarch", 0, 1);
    const run = ["run", "--name", "made", "--net", "none", "multiarch", "sh", "-c", "echo more > /more"];
    for (const words of [
      ["--snapshotter", "remote", ...run],
      ["commit", "made", "more"],
      ["rm", "made"],
    ]) {
      const { exitCode, stderr } = await world.nerdsh(words, { env: environment() });
      assert.equal(exitCode, 0, stderr);
    }
    const left = await context.engine.snapshots().list();
    assert.deepEqual(
      left.map(({ kind }) => kind),
      ["COMMITTED", "COMMITTED", "COMMITTED"],
    );
    assert.equal(await ran("remote", "more", "cat", "/more"), "more\n");
  });

  test("is missed by save and convert, which say what brings it: a pull that does not unpack", async () => {
    await bring("multiarch", 0, 1);
    const image = await pullImage(context, { reference: "multiarch", policy: "always" });
    assert.deepEqual(await stored(image), [false, false]);
    for (const words of [
      ["save", "multiarch"],
      ["image", "convert", "--oci", "--zstd", "multiarch", "converted"],
    ]) {
      const { exitCode, stderr } = await world.nerdsh(words);
      assert.equal(exitCode, 1);
      assert.match(stderr, /a part of the image is not here[\s\S]*nerdsh pull --unpack=false/);
    }
    await pullImage(context, { reference: "multiarch", policy: "always", unpack: false });
    assert.deepEqual(await stored(image), [true, true]);
  });
});

describe("a push of layers that the snapshotter alone has", () => {
  /** Pulls without layers, pushes that under another name, and gives how each layer came to the registry. */
  async function pushed(source: string, name: string) {
    const digests = await bring("multiarch", 0, 1);
    const image = await pullImage(context, { reference: source, policy: "always" });
    assert.deepEqual(await stored(image), [false, false]);
    counted.requests.length = 0;
    await tagImage(context, source, name);
    const events: NerdEvent[] = [];
    await pushImage({ ...context, emit: (event) => events.push(event) }, { reference: name });
    assert.deepEqual(await stored(image), [false, false]);
    const how = digests.map((digest) =>
      events.find((event) => event.type === "layer.pushed" && event.digest === digest),
    );
    return { digests, how: how.map((event) => event?.type === "layer.pushed" && event.how) };
  }

  test("sends to another registry what it fetches from theirs, and keeps nothing of it", async () => {
    await using own = await startRegistry({ writable: true, images: "none" });
    const { host } = new URL(own.url);
    const { digests, how } = await pushed("multiarch", `${host}/lazy/copied:1`);
    assert.deepEqual(how, ["uploaded", "uploaded"]);
    assert.deepEqual(fetched(digests), digests);
    for (const digest of digests) {
      const blob = await fetch(`${own.url}/v2/lazy/copied/blobs/${digest}`);
      assert.equal(digestOf(new Uint8Array(await blob.arrayBuffer())), digest);
    }
  });

  test("mounts them where the registry is theirs", async () => {
    await using own = await startRegistry({ writable: true });
    const { host } = new URL(own.url);
    const { how } = await pushed(`${host}/library/multiarch`, `${host}/lazy/mounted:1`);
    assert.deepEqual(how, ["mounted", "mounted"]);
  });
});

describe("a snapshotter whose program is dead", () => {
  test("is named, with what to do, and nothing is left of the pull", async () => {
    await bring("multiarch", 0, 1);
    await remote.stop();
    const { stdout } = await world.nerdsh(["--snapshotter", "remote", "doctor"]);
    assert.match(stdout, /^Snapshotters:.*\n(?: {2}.*\n)* {2}remote +in use +does not answer at /m);
    await assert.rejects(pullImage(context, { reference: "multiarch", policy: "always" }), {
      code: "SNAPSHOTTER_UNAVAILABLE",
      message: `the snapshotter remote does not answer at ${remote.socket}`,
      hint: "start its program, or choose another one with --snapshotter",
    });
    const { engine } = context;
    assert.deepEqual(await engine.images.list(), []);
    // What has come so far is kept for the next try.
    const leases = await engine.leases.list();
    assert.deepEqual(
      leases.filter(({ id }) => !id.startsWith("nerdsh-kept-")),
      [],
    );
    await remote.start();
    await pullImage(context, { reference: "multiarch", policy: "always" });
    assert.match(await ran("remote", "multiarch"), /^(amd64|arm64)\n$/);
  });
});

describe("a snapshotter that the engine lacks", () => {
  test("is named with those that it has", async () => {
    const { stderr, exitCode } = await world.nerdsh(["--snapshotter", "zfs", "run", "--rm", "busybox"]);
    assert.equal(exitCode, 125);
    assert.match(stderr, /no such snapshotter: zfs/);
    assert.match(stderr, /containerd has native, overlayfs, remote/);
    const { stderr: misspelt } = await world.nerdsh(["--snapshotter", "remoto", "pull", "busybox"]);
    assert.match(misspelt, /no such snapshotter: remoto[\s\S]*did you mean remote\?/);
  });
});

test("info lists the snapshotters that there are, and $CONTAINERD_SNAPSHOTTER chooses", async () => {
  const format = "{{.Driver}}: {{range .Plugins.Storage}}{{.}} {{end}}";
  const env = { CONTAINERD_SNAPSHOTTER: "native" };
  const { stdout } = await world.nerdsh(["info", "-f", format], { env });
  assert.equal(stdout, "native: native overlayfs remote \n");
  const { stdout: digest } = await world.nerdsh(["pull", "-q", "busybox"], { env });
  assert.equal(digest, "docker.io/library/busybox:latest\n");
  const native = await context.engine.snapshots("native").list();
  assert.equal(native.length, 1);
});
