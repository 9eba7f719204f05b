import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { recordImage } from "../../../src/image/image-record.ts";
import { jsonBlob, storeBlob } from "../../../src/image/layer/made-blob.ts";
import { type PushInput, pushImage } from "../../../src/image/push/push.ts";
import { type Descriptor, mediaTypes } from "../../../src/registry/descriptor.ts";
import { startEngine, type TestEngine } from "../../support/engine.ts";
import { type FaultyRegistry, startFaultyRegistry } from "../../support/faulty-registry.ts";
import { imageContext } from "../../support/image-context.ts";
import { nerdsh } from "../../support/nerdsh.ts";
import { programOutput } from "../../support/program.ts";
import { storedImage, storedIndex } from "../../support/push-image.ts";
import { type Registry, startRegistry } from "../../support/registry.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

let engine: TestEngine;
let registry: Registry;
/** Sees the requests, and passes them on. */
let seen: FaultyRegistry;

before(async () => {
  [engine, registry] = await Promise.all([startEngine(), startRegistry({ writable: true, images: "none" })]);
  seen = await startFaultyRegistry(registry.url);
});
after(async () => {
  await seen[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
});

const never = new AbortController().signal;
const context = () => imageContext({ address: engine.address });
type Here = ReturnType<typeof context>;

/** What the registry was asked for meanwhile: `PUT manifests/latest`. */
async function pushed(here: Here, input: PushInput) {
  const before = seen.requests.length;
  const images = await pushImage(here, input);
  const requests = seen.requests
    .slice(before)
    .map(
      ({ method, path }) =>
        `${method} ${path.replace(/^\/v2\/[^/]+\//, "").replace(/uploads\/[\w-]{36}.*/, "uploads/…")}`,
    );
  return { images, requests };
}

async function atRegistry(name: string): Promise<{ manifests?: Descriptor[]; layers?: Descriptor[] }> {
  return JSON.parse(await programOutput("skopeo", ["inspect", "--raw", "--tls-verify=false", `docker://${name}`]));
}

async function tagged(here: Here, target: Descriptor, name: string): Promise<string> {
  await recordImage(here.engine, { name, target }, never);
  return name;
}

describe("a push", () => {
  test("brings an image that skopeo and containerd find whole, with the digests that it has here", async () => {
    using here = context();
    const { name, target, layers } = await storedImage(here.engine, `${seen.host}/whole:1`, {
      layers: [10, 3_000_000],
    });
    const { images, requests } = await pushed(here, { reference: name });
    assert.deepEqual(images, [
      { name, repository: `${seen.host}/whole`, tag: "1", digest: target.digest, size: target.size },
    ]);
    assert.equal(requests.at(-1), "PUT manifests/1");

    await using directory = await temporaryDirectory();
    const copy = join(directory.path, "copy");
    await programOutput("skopeo", ["copy", "--src-tls-verify=false", `docker://${name}`, `dir:${copy}`]);
    const ctr = ["--address", engine.address, "--namespace", `${here.namespace}-ctr`];
    await programOutput("ctr", [...ctr, "content", "fetch", "--plain-http", "--all-platforms", name]);
    const fetched = await programOutput("ctr", [...ctr, "content", "ls", "-q"]);
    for (const { digest } of [target, ...layers]) assert.ok(fetched.includes(digest), digest);
  });

  test("tells how each layer came there, and how far it is", async () => {
    using here = context();
    const { name, target, layers } = await storedImage(here.engine, `${seen.host}/told:1`);
    await pushImage(here, { reference: name });
    const layer = { image: name, digest: layers[0]!.digest };
    const [sent, done, end] = here.events;
    assert.deepEqual(sent, { type: "layer.sent", ...layer, doneBytes: 1_000, totalBytes: 1_000 });
    assert.deepEqual(done, { type: "layer.pushed", ...layer, how: "uploaded" });
    assert.ok(end?.type === "image.pushed" && end.digest === target.digest);
    await pushImage(here, { reference: name });
    assert.deepEqual(here.events[3], { type: "layer.pushed", ...layer, how: "present" });
  });

  test("sends nothing of what the repository has", async () => {
    using here = context();
    const { name } = await storedImage(here.engine, `${seen.host}/twice:1`, { layers: [10, 0] });
    await pushImage(here, { reference: name });
    const { requests } = await pushed(here, { reference: name });
    assert.deepEqual(requests.map((line) => line.replace(/sha256:.*/, "…")).sort(), [
      ...Array(3).fill("HEAD blobs/…"),
      "PUT manifests/1",
    ]);
  });

  test("mounts what the registry has in another repository, and sends none of it", async () => {
    using here = context();
    const { name, target, layers } = await storedImage(here.engine, `${seen.host}/first:1`, { layers: [5_000] });
    await pushImage(here, { reference: name });
    const other = await tagged(here, target, `${seen.host}/second:1`);
    const { requests } = await pushed(here, { reference: other });
    assert.deepEqual(
      requests.filter((line) => /^(PUT|PATCH)/.test(line)),
      ["PUT manifests/1"],
    );
    const mount = `POST blobs/uploads/?${new URLSearchParams({ mount: layers[0]!.digest, from: "first" })}`;
    assert.ok(requests.includes(mount), requests.join("\n"));
    const event = here.events.findLast(({ type }) => type === "layer.pushed");
    assert.ok(event?.type === "layer.pushed" && event.how === "mounted" && event.from === "first");
  });

  test("of a layer that its owner gives out alone leaves it out, unless it is asked for", async () => {
    using here = context();
    const layerType = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip";
    const { name, layers } = await storedImage(here.engine, `${seen.host}/foreign:1`, { layerType });
    const isSent = () => seen.requests.some(({ path }) => path.includes(layers[0]!.digest));
    // This registry wants to know where else the layer is.
    await assert.rejects(pushImage(here, { reference: name }), { code: "REGISTRY_FAILED" });
    assert.equal(isSent(), false);
    await pushImage(here, { reference: name, nondistributable: true });
    assert.equal(isSent(), true);
  });

  test("of all tags brings those that are here, and takes no tag", async () => {
    using here = context();
    const { target } = await storedImage(here.engine, `${seen.host}/tags:1`);
    await tagged(here, target, `${seen.host}/tags:2`);
    await tagged(here, target, `${seen.host}/tagsother:3`);
    const { images } = await pushed(here, { reference: `${seen.host}/tags`, allTags: true });
    assert.deepEqual(
      images.map(({ tag }) => tag),
      ["1", "2"],
    );
    await assert.rejects(pushImage(here, { reference: `${seen.host}/tags:1`, allTags: true }), {
      code: "INVALID_VALUE",
      message: "tag can't be used with --all-tags/-a",
    });
    await assert.rejects(pushImage(here, { reference: `${seen.host}/none`, allTags: true }), { code: "UNKNOWN_IMAGE" });
  });

  test("of an artefact that refers to an image brings both", async () => {
    using here = context();
    const image = await storedImage(here.engine, `${seen.host}/subject:1`);
    const empty = jsonBlob("application/vnd.oci.empty.v1+json", {});
    const artefact = jsonBlob(mediaTypes.ociManifest, {
      ...{ schemaVersion: 2, mediaType: mediaTypes.ociManifest, artifactType: "application/vnd.example.signature" },
      ...{ config: empty.descriptor, layers: [empty.descriptor], subject: image.target },
    });
    for (const blob of [empty, artefact]) {
      await storeBlob(here.engine, { ...blob, labels: { "containerd.io/gc.root": "now" } }, never);
    }
    const name = `${seen.host}/subject:both`;
    await storedIndex(here.engine, name, [image.target, artefact.descriptor]);
    await pushImage(here, { reference: name });
    assert.equal((await atRegistry(`${seen.host}/subject@${artefact.descriptor.digest}`)).layers?.length, 1);
    assert.deepEqual((await atRegistry(name)).manifests?.length, 2);
  });
});

describe("the push command", () => {
  const run = async (here: Here, ...words: string[]) =>
    await nerdsh(["--address", engine.address, "--namespace", here.namespace, "push", ...words], {
      env: { NERDSH_ROOT: root },
    });
  const root = join(tmpdir(), `nerdsh-push-${process.pid}`);
  after(() => rm(root, { recursive: true, force: true }));

  test("prints Docker's lines, and tells of each layer beside them", async () => {
    using here = context();
    const { name, target, layers } = await storedImage(here.engine, `${seen.host}/command:1`);
    const { stdout, stderr, exitCode } = await run(here, name);
    assert.deepEqual(stdout.split("\n"), [
      `The push refers to repository [${seen.host}/command]`,
      `1: digest: ${target.digest} size: ${target.size}`,
      "",
    ]);
    assert.match(
      stderr,
      new RegExp(`^${name}: layer ${layers[0]!.digest.slice(7, 19)} pushed\n${name} pushed in [\\d.]+ s\n$`),
    );
    assert.equal(exitCode, 0);
  });

  test("goes on to the others where one fails", async () => {
    using here = context();
    const { name } = await storedImage(here.engine, `${seen.host}/others:1`);
    const { stdout, stderr, exitCode } = await run(here, "--quiet", `${seen.host}/missing`, name);
    assert.equal(stdout, `${name}\n`);
    assert.match(stderr, /no such image: .*missing/);
    assert.equal(exitCode, 1);
  });
});

describe("a push of several platforms", () => {
  const index = async (here: Here, repository: string) => {
    const amd64 = await storedImage(here.engine, `${seen.host}/${repository}:amd64`);
    const arm64 = await storedImage(here.engine, `${seen.host}/${repository}:arm64`, { platform: "linux/arm64" });
    const s390x = {
      ...arm64.target,
      digest: `sha256:${"5".repeat(64)}`,
      platform: { os: "linux", architecture: "s390x" },
    };
    return { amd64: amd64.target, arm64: arm64.target, s390x };
  };
  const platformsAt = async (name: string) =>
    (await atRegistry(name)).manifests?.map(({ platform }) => platform?.architecture);

  test("brings the index as it is where all of them are here", async () => {
    using here = context();
    const { amd64, arm64 } = await index(here, "both");
    const name = `${seen.host}/both:1`;
    const { digest } = await storedIndex(here.engine, name, [amd64, arm64]);
    for (const allPlatforms of [false, true]) {
      const { images, requests } = await pushed(here, { reference: name, allPlatforms });
      assert.equal(images[0]?.digest, digest);
      assert.equal(requests.at(-1), "PUT manifests/1");
      assert.equal(
        requests.indexOf(`PUT manifests/${amd64.digest}`) > requests.findLastIndex((line) => line.includes("blobs")),
        true,
      );
    }
  });

  test("brings those that are here in an index of their own, always the same", async () => {
    using here = context();
    const { amd64, arm64, s390x } = await index(here, "some");
    const name = `${seen.host}/some:1`;
    const whole = await storedIndex(here.engine, name, [amd64, s390x, arm64]);
    const [first] = (await pushed(here, { reference: name })).images;
    assert.deepEqual(await platformsAt(name), ["amd64", "arm64"]);
    assert.notEqual(first?.digest, whole.digest);
    assert.deepEqual((await pushed(here, { reference: name, platforms: ["linux/arm64", "amd64"] })).images, [first]);
    await pushImage(here, { reference: name, platforms: ["linux/arm64"] });
    assert.deepEqual(await platformsAt(name), ["arm64"]);
  });

  test("says which one is not here, or not in the image, and leaves the tag as it was", async () => {
    using here = context();
    const { amd64, s390x } = await index(here, "fails");
    const name = `${seen.host}/fails:1`;
    await storedIndex(here.engine, name, [amd64, s390x]);
    await assert.rejects(pushImage(here, { reference: name, allPlatforms: true }), {
      code: "IMAGE_NOT_PRESENT",
      message: `linux/s390x of the image is not here: ${name}`,
    });
    await assert.rejects(pushImage(here, { reference: name, platforms: ["linux/s390x"] }), {
      code: "IMAGE_NOT_PRESENT",
    });
    await assert.rejects(pushImage(here, { reference: name, platforms: ["linux/riscv64"] }), { code: "UNSUPPORTED" });
    await assert.rejects(pushImage(here, { reference: name, platforms: ["amd64"], allPlatforms: true }), {
      code: "INVALID_VALUE",
    });
    await assert.rejects(atRegistry(name), /manifest unknown/);
  });
});
