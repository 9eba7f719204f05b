import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { createPushVerbs } from "../../../src/api/push.ts";
import type { ContextBase } from "../../../src/api/session.ts";
import { imageFromFiles } from "../../../src/image/from-files.ts";
import { recordImage } from "../../../src/image/image-record.ts";
import { jsonBlob, storeBlob } from "../../../src/image/layer/made-blob.ts";
import { pushImage } from "../../../src/image/push/push.ts";
import { type Descriptor, mediaTypes } from "../../../src/registry/descriptor.ts";
import { writeHosts } from "../../support/hosts-directory.ts";
import { nerdsh } from "../../support/nerdsh.ts";
import { programOutput } from "../../support/program.ts";
import { storedImage, storedIndex } from "../../support/push-image.ts";
import { atRegistry, type PushWorld, startPushWorld } from "../../support/push-world.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

let world: PushWorld;

before(async () => {
  world = await startPushWorld();
});
after(() => world[Symbol.asyncDispose]());

const never = new AbortController().signal;
const context = () => world.context();
type Here = ReturnType<typeof context>;

async function tagged(here: Here, target: Descriptor, name: string): Promise<string> {
  await recordImage(here.engine, { name, target }, never);
  return name;
}

describe("a push", () => {
  test("brings an image that skopeo and containerd find whole, with the digests that it has here", async () => {
    using here = context();
    const { name, target, layers } = await storedImage(here.engine, `${world.host}/whole:1`, {
      layers: [10, 3_000_000],
    });
    const { images, requests } = await world.push(here, { reference: name });
    assert.deepEqual(images, [
      { name, repository: `${world.host}/whole`, tag: "1", digest: target.digest, size: target.size },
    ]);
    assert.equal(requests.at(-1), "PUT manifests/1");

    await using directory = await temporaryDirectory();
    const copy = join(directory.path, "copy");
    await programOutput("skopeo", ["copy", "--src-tls-verify=false", `docker://${name}`, `dir:${copy}`]);
    const ctr = ["--address", world.engine.address, "--namespace", `${here.namespace}-ctr`];
    await programOutput("ctr", [...ctr, "content", "fetch", "--plain-http", "--all-platforms", name]);
    const fetched = await programOutput("ctr", [...ctr, "content", "ls", "-q"]);
    for (const { digest } of [target, ...layers]) assert.ok(fetched.includes(digest), digest);
  });

  test("with estargz brings layers that can be fetched file by file, and leaves the image as it is", async () => {
    using here = context();
    const { name, digest } = await imageFromFiles(here, { name: `${world.host}/lazy:1`, files: { "/motd": "hello" } });
    const { images } = await world.push(here, { reference: name, estargz: true });
    assert.notEqual(images[0]?.digest, digest);
    assert.equal((await here.engine.images.get(name)).target?.digest, digest);
    const manifest = JSON.parse(
      await programOutput("skopeo", ["inspect", "--raw", "--tls-verify=false", `docker://${name}`]),
    );
    assert.match(manifest.layers[0].annotations["containerd.io/snapshot/stargz/toc.digest"], /^sha256:/);
  });

  test("tells how each layer came there, and how far it is", async () => {
    using here = context();
    const { name, target, layers } = await storedImage(here.engine, `${world.host}/told:1`);
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
    const { name } = await storedImage(here.engine, `${world.host}/twice:1`, { layers: [10, 0] });
    await pushImage(here, { reference: name });
    const { requests } = await world.push(here, { reference: name });
    assert.deepEqual(requests.map((line) => line.replace(/sha256:.*/, "…")).sort(), [
      ...Array(3).fill("HEAD blobs/…"),
      "PUT manifests/1",
    ]);
  });

  test("mounts what the registry has in another repository, and sends none of it", async () => {
    using here = context();
    const { name, target, layers } = await storedImage(here.engine, `${world.host}/first:1`, { layers: [5_000] });
    await pushImage(here, { reference: name });
    const other = await tagged(here, target, `${world.host}/second:1`);
    const { requests } = await world.push(here, { reference: other });
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
    const { name, layers } = await storedImage(here.engine, `${world.host}/foreign:1`, { layerType });
    const isSent = () => world.seen.requests.some(({ path }) => path.includes(layers[0]!.digest));
    // This registry wants to know where else the layer is.
    await assert.rejects(pushImage(here, { reference: name }), { code: "REGISTRY_FAILED" });
    assert.equal(isSent(), false);
    await pushImage(here, { reference: name, nondistributable: true });
    assert.equal(isSent(), true);
  });

  test("of all tags brings those that are here, and takes no tag", async () => {
    using here = context();
    const { target } = await storedImage(here.engine, `${world.host}/tags:1`);
    await tagged(here, target, `${world.host}/tags:2`);
    await tagged(here, target, `${world.host}/tagsother:3`);
    const { images } = await world.push(here, { reference: `${world.host}/tags`, allTags: true });
    assert.deepEqual(
      images.map(({ tag }) => tag),
      ["1", "2"],
    );
    await assert.rejects(pushImage(here, { reference: `${world.host}/tags:1`, allTags: true }), {
      code: "INVALID_VALUE",
      message: "tag can't be used with --all-tags/-a",
    });
    await assert.rejects(pushImage(here, { reference: `${world.host}/none`, allTags: true }), {
      code: "UNKNOWN_IMAGE",
    });
  });

  test("of artefacts that refer to an image brings all, and lists them under the image's digest", async () => {
    using here = context();
    const image = await storedImage(here.engine, `${world.host}/subject:1`);
    const empty = jsonBlob("application/vnd.oci.empty.v1+json", {});
    const artefact = (artifactType: string) =>
      jsonBlob(mediaTypes.ociManifest, {
        ...{ schemaVersion: 2, mediaType: mediaTypes.ociManifest, artifactType, subject: image.target },
        ...{ config: empty.descriptor, layers: [empty.descriptor], annotations: { of: artifactType } },
      });
    const [signature, bill] = [artefact("application/vnd.example.signature"), artefact("application/vnd.example.bill")];
    for (const blob of [empty, signature, bill]) {
      await storeBlob(here.engine, { ...blob, labels: { "containerd.io/gc.root": "now" } }, never);
    }
    const name = `${world.host}/subject:both`;
    const list = `${world.host}/subject:${image.target.digest.replace(":", "-")}`;
    await storedIndex(here.engine, name, [image.target, signature.descriptor]);
    await pushImage(here, { reference: name });
    assert.equal((await atRegistry(`${world.host}/subject@${signature.descriptor.digest}`)).layers?.length, 1);
    assert.deepEqual((await atRegistry(name)).manifests?.length, 2);
    const listed = ({ descriptor }: typeof signature, artifactType: string) => {
      return { ...descriptor, artifactType, annotations: { of: artifactType } };
    };
    const first = listed(signature, "application/vnd.example.signature");
    assert.deepEqual((await atRegistry(list)).manifests, [first]);

    const more = `${world.host}/subject:more`;
    await storedIndex(here.engine, more, [image.target, signature.descriptor, bill.descriptor]);
    const { requests } = await world.push(here, { reference: more });
    assert.equal(requests.filter((line) => line.startsWith("PUT manifests/sha256-")).length, 1);
    assert.deepEqual((await atRegistry(list)).manifests, [first, listed(bill, "application/vnd.example.bill")]);
  });
});

describe("push in a recipe", () => {
  test("is awaited for what the registry has, or looped over for what happens", async () => {
    using here = context();
    const { name, target } = await storedImage(here.engine, `${world.host}/recipe:1`);
    // The verb hands these on to the domain, which needs no more of a session.
    const { push } = createPushVerbs(async () => here as unknown as ContextBase);
    const types: string[] = [];
    for await (const { type } of push(name)) types.push(type);
    assert.deepEqual(types, ["layer.sent", "layer.pushed", "image.pushed"]);
    assert.equal((await push(name)).digest, target.digest);
    await assert.rejects(push(`${name}-missing`), { code: "UNKNOWN_IMAGE" });
  });
});

describe("the push command", () => {
  const run = async (here: Here, ...words: string[]) =>
    await nerdsh(["--address", world.engine.address, "--namespace", here.namespace, "push", ...words], {
      env: { NERDSH_ROOT: root, NERDSH_HOSTS_DIR: root },
    });
  const root = join(tmpdir(), `nerdsh-push-${process.pid}`);
  after(() => rm(root, { recursive: true, force: true }));

  test("prints Docker's lines, and tells of each layer beside them", async () => {
    using here = context();
    const { name, target, layers } = await storedImage(here.engine, `${world.host}/command:1`);
    const { stdout, stderr, exitCode } = await run(here, name);
    assert.deepEqual(stdout.split("\n"), [
      `The push refers to repository [${world.host}/command]`,
      `1: digest: ${target.digest} size: ${target.size}`,
      "",
    ]);
    assert.match(
      stderr,
      new RegExp(`^${name}: layer ${layers[0]!.digest.slice(7, 19)} pushed\n${name} pushed in [\\d.]+ s\n$`),
    );
    assert.equal(exitCode, 0);
  });

  test("names Docker Hub's repositories in full, as Docker does", async () => {
    using here = context();
    await writeHosts(root, "docker.io", [{ url: `http://${world.host}`, capabilities: ["pull", "resolve", "push"] }]);
    await storedImage(here.engine, "docker.io/library/hub:1");
    const { stdout } = await run(here, "hub:1");
    assert.match(stdout, /^The push refers to repository \[docker\.io\/library\/hub\]\n1: digest: /);
  });

  test("goes on to the others where one fails", async () => {
    using here = context();
    const { name } = await storedImage(here.engine, `${world.host}/others:1`);
    const { stdout, stderr, exitCode } = await run(here, "--quiet", `${world.host}/missing`, name);
    assert.equal(stdout, `${name}\n`);
    assert.match(stderr, /no such image: .*missing/);
    assert.equal(exitCode, 1);
  });
});
