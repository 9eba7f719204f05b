import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { imageFromFiles } from "../../../src/image/from-files.ts";
import { imageHistory } from "../../../src/image/history.ts";
import type { Image } from "../../../src/image/image.ts";
import { inspectImage, nativeImage } from "../../../src/image/inspect.ts";
import { listImages } from "../../../src/image/list/list.ts";
import { resolveImage } from "../../../src/image/lookup.ts";
import { pruneImages } from "../../../src/image/prune.ts";
import { removeImage } from "../../../src/image/remove.ts";
import { tagImage } from "../../../src/image/tag.ts";
import { startEngine, type TestEngine } from "../../support/engine.ts";
import { imageContext } from "../../support/image-context.ts";

let engine: TestEngine;

before(async () => {
  engine = await startEngine();
});
after(() => engine[Symbol.asyncDispose]());

const context = () => imageContext({ address: engine.address });
type Here = ReturnType<typeof context>;

const image = async (here: Here, name: string, text = name) =>
  await imageFromFiles(here, {
    name,
    files: { "/motd": text },
    config: { Cmd: ["cat", "/motd"], Labels: { of: "tests" } },
  });

/** A container that never ran, on the image's layers. */
async function container(here: Here, id: string, { name, chainId }: Image): Promise<void> {
  const runtime = { name: "io.containerd.runc.v2" };
  const snapshot = { snapshotter: "overlayfs", snapshotKey: id };
  await here.engine.containers.create({ id, image: name, labels: {}, runtime, spec: {}, ...snapshot } as never);
  await here.engine.snapshots().prepare(id, chainId, {});
}

describe("an image", () => {
  test("is found by name, short or full, by digest, by ID and by the start of it", async () => {
    using here = context();
    const app = await image(here, "me/app:1");
    const { name, digest, configDigest } = app;
    const words = [
      "me/app:1",
      name,
      `me/app@${digest}`,
      digest,
      digest.slice(0, 19),
      digest.slice(7, 19),
      configDigest.slice(7, 19),
    ];
    for (const word of words) assert.deepEqual(await resolveImage(here, word), app, word);
  });

  test("that is not here is answered with the names that are close", async () => {
    using here = context();
    await image(here, "nginx");
    await assert.rejects(resolveImage(here, "ngnix"), {
      code: "UNKNOWN_IMAGE",
      message: "no such image: ngnix",
      hint: "did you mean nginx?",
    });
    await assert.rejects(resolveImage(here, "nginx:lates"), { hint: "did you mean nginx:latest?" });
  });

  test("is not guessed where an ID's start fits several", async () => {
    using here = context();
    const made = await Promise.all(Array.from({ length: 40 }, async (_, at) => await image(here, `many:${at}`)));
    const starts = made.map(({ digest }) => digest.slice(7, 9));
    const shared =
      starts.find((start, at) => starts.indexOf(start) !== at) ?? assert.fail("no two digests share a start");
    await assert.rejects(resolveImage(here, shared), { code: "AMBIGUOUS_NAME" });
  });
});

describe("the list of images", () => {
  test("has a row for each name, the newest first, with its sizes", async () => {
    using here = context();
    const app = await image(here, "me/app:1");
    await tagImage(here, app.name, "me/app:2");
    const rows = await listImages(here);
    assert.deepEqual(
      rows.map(({ repository, tag, digest, configDigest, platform }) => ({
        repository,
        tag,
        digest,
        configDigest,
        platform,
      })),
      ["2", "1"].map((tag) => ({
        repository: "me/app",
        tag,
        digest: app.digest,
        configDigest: app.configDigest,
        platform: app.platform,
      })),
    );
    assert.ok(rows.every(({ sizeBytes, blobBytes }) => sizeBytes > 0 && blobBytes === app.size));
  });

  test("keeps a row for an image whose content is gone", async () => {
    using here = context();
    const app = await image(here, "broken");
    await here.engine.content.delete(app.manifestDigest);
    // A process that has not read it yet.
    const [row] = await listImages({ ...here, engine: here.engine.inNamespace(here.namespace) });
    assert.deepEqual([row?.repository, row?.configDigest, row?.sizeBytes], ["broken", undefined, 0]);
  });
});

describe("inspecting an image", () => {
  test("gives Docker's object", async () => {
    using here = context();
    const app = await image(here, "me/app:1");
    await tagImage(here, app.name, "me/app:2");
    const { Size, Metadata, ...rest } = (await inspectImage(here, "me/app:1")) as Record<string, unknown>;
    assert.ok(Number(Size) > 0 && Metadata);
    assert.deepEqual(rest, {
      Id: app.configDigest,
      RepoTags: ["me/app:1", "me/app:2"],
      RepoDigests: [`me/app@${app.digest}`],
      Parent: "",
      Comment: "",
      Created: "",
      DockerVersion: "",
      Author: "",
      Config: {
        Hostname: "",
        Domainname: "",
        User: "",
        AttachStdin: false,
        AttachStdout: false,
        AttachStderr: false,
        Tty: false,
        OpenStdin: false,
        StdinOnce: false,
        Env: null,
        Cmd: ["cat", "/motd"],
        Image: "",
        Volumes: null,
        WorkingDir: "",
        Entrypoint: null,
        OnBuild: null,
        Labels: { of: "tests" },
      },
      Architecture: app.platform.architecture,
      Os: "linux",
      GraphDriver: { Data: null, Name: "overlayfs" },
      RootFS: { Type: "layers", Layers: app.diffIds },
    });
  });

  test("gives containerd's documents as they are", async () => {
    using here = context();
    const app = await image(here, "me/app:1");
    const native = (await nativeImage(here, "me/app:1")) as {
      Manifest: { config: { digest: string } };
      ImageConfig: { os: string };
    };
    assert.deepEqual([native.Manifest.config.digest, native.ImageConfig.os], [app.configDigest, "linux"]);
  });
});

describe("removing an image", () => {
  test("takes the name, and with the last name all that it kept", async () => {
    using here = context();
    const app = await image(here, "me/app:1");
    await tagImage(here, app.name, "me/app:2");
    assert.deepEqual(await removeImage(here, "me/app:1"), { untagged: ["me/app:1"], deleted: [] });
    assert.deepEqual(await removeImage(here, "me/app:2"), { untagged: ["me/app:2"], deleted: [app.digest] });
    assert.deepEqual([await here.engine.content.list(), await here.engine.snapshots().list()], [[], []]);
  });

  test("by ID is refused where it has several names, unless forced", async () => {
    using here = context();
    const app = await image(here, "me/app:1");
    await tagImage(here, app.name, "me/app:2");
    const id = app.configDigest.slice(7, 19);
    await assert.rejects(removeImage(here, id), { code: "IMAGE_IN_USE", hint: /me\/app:1, me\/app:2 one by one/ });
    assert.deepEqual((await removeImage(here, id, { force: true })).deleted, [app.digest]);
  });

  test("is refused where a container was made from it, unless forced", async () => {
    using here = context();
    const app = await image(here, "me/app:1");
    await container(here, "c0ffee", app);
    await assert.rejects(removeImage(here, "me/app:1"), {
      code: "IMAGE_IN_USE",
      message: "a container uses the image: me/app:1",
      hint: /c0ffee/,
    });
    assert.deepEqual((await removeImage(here, "me/app:1", { force: true })).untagged, ["me/app:1"]);
  });

  test("takes one of several names away whoever uses the image, and keeps the last one for its containers", async () => {
    using here = context();
    const app = await image(here, "me/app:1");
    await tagImage(here, app.name, "me/app:2");
    await container(here, "c0ffee", app);
    assert.deepEqual(await removeImage(here, "me/app:1"), { untagged: ["me/app:1"], deleted: [] });
    await assert.rejects(removeImage(here, "me/app:2"), { code: "IMAGE_IN_USE", hint: /c0ffee/ });
  });
});

describe("tagging an image", () => {
  test("gives it a name more, and takes the name from another", async () => {
    using here = context();
    const [app, other] = [await image(here, "me/app:1"), await image(here, "other:1")];
    assert.equal((await tagImage(here, "me/app:1", "other:1")).digest, app.digest);
    assert.equal((await resolveImage(here, "other:1")).digest, app.digest);
    assert.notEqual(other.digest, app.digest);
    const digest = `other@${other.digest}`;
    await assert.rejects(tagImage(here, "me/app:1", digest), { code: "INVALID_VALUE", hint: /other:TAG/ });
    await assert.rejects(tagImage(here, "me/app:1", "sha256:abc"), {
      code: "INVALID_VALUE",
      message: /reads as an ID/,
    });
    await assert.rejects(tagImage(here, "me/ap:1", "new"), { code: "UNKNOWN_IMAGE", hint: "did you mean me/app:1?" });
  });
});

describe("the history of an image", () => {
  test("has its steps, the last first, with the sizes of their layers", async () => {
    using here = context();
    const app = await image(here, "me/app:1");
    const [step, ...others] = await imageHistory(here, "me/app:1");
    assert.deepEqual(others, []);
    const { sizeBytes, ...rest } = step!;
    assert.ok(sizeBytes > 0);
    const said = { id: app.configDigest, createdAt: undefined, createdBy: "nerdsh", comment: "", chainId: app.chainId };
    assert.deepEqual(rest, said);
  });
});

describe("pruning images", () => {
  const isAsked = () => true;

  test("removes those without a tag, or all, but for what a container was made from", async () => {
    using here = context();
    const [app, other] = [await image(here, "me/app:1"), await image(here, "other:1")];
    const { target } = await here.engine.images.get(other.name);
    await here.engine.images.create({ name: `docker.io/library/other@${other.digest}`, target: target!, labels: {} });
    await container(here, "c0ffee", app);
    assert.deepEqual(await pruneImages(here, { all: false, isAsked }), {
      untagged: [`other@${other.digest}`],
      deleted: [],
      reclaimedBytes: 0,
    });
    const { reclaimedBytes, ...removed } = await pruneImages(here, { all: true, isAsked });
    assert.deepEqual(removed, { untagged: ["other:1"], deleted: [other.digest] });
    assert.ok(reclaimedBytes > 0);
    assert.deepEqual(
      (await listImages(here)).map(({ name }) => name),
      [app.name],
    );
  });

  test("leaves what nobody asked for", async () => {
    using here = context();
    await image(here, "me/app:1");
    const pruned = await pruneImages(here, { all: true, isAsked: () => false });
    assert.deepEqual(pruned, { untagged: [], deleted: [], reclaimedBytes: 0 });
  });
});
