import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { imageFromFiles } from "../../../src/image/from-files.ts";
import { recordImage } from "../../../src/image/image-record.ts";
import { inspectImage, nativeImage } from "../../../src/image/inspect.ts";
import { listImages } from "../../../src/image/list/list.ts";
import { resolveImage } from "../../../src/image/lookup.ts";
import { removeImage } from "../../../src/image/remove.ts";
import { startEngine, type TestEngine } from "../../support/engine.ts";
import { imageContext } from "../../support/image-context.ts";

let engine: TestEngine;

before(async () => {
  engine = await startEngine();
});
after(() => engine[Symbol.asyncDispose]());

const context = () => imageContext({ address: engine.address });
type Here = ReturnType<typeof context>;
const never = new AbortController().signal;

const image = async (here: Here, name: string, text = name) =>
  await imageFromFiles(here, {
    name,
    files: { "/motd": text },
    config: { Cmd: ["cat", "/motd"], Labels: { of: "tests" } },
  });

async function tag(here: Here, name: string, as: string): Promise<void> {
  const { target } = await here.engine.images.get(name);
  await recordImage(here.engine, { name: as, target: target! }, never);
}

async function container(here: Here, id: string, name: string): Promise<void> {
  await here.engine.containers.create({
    id,
    image: name,
    labels: {},
    runtime: { name: "io.containerd.runc.v2" },
    spec: {},
  } as never);
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
    await tag(here, app.name, "docker.io/me/app:2");
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
    await tag(here, app.name, "docker.io/me/app:2");
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
      Config: { Cmd: ["cat", "/motd"], Labels: { of: "tests" } },
      Architecture: app.platform.architecture,
      Os: "linux",
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
    await tag(here, app.name, "docker.io/me/app:2");
    assert.deepEqual(await removeImage(here, "me/app:1"), { untagged: ["me/app:1"], deleted: [] });
    assert.deepEqual(await removeImage(here, "me/app:2"), { untagged: ["me/app:2"], deleted: [app.digest] });
    assert.deepEqual([await here.engine.content.list(), await here.engine.snapshots().list()], [[], []]);
  });

  test("by ID is refused where it has several names, unless forced", async () => {
    using here = context();
    const app = await image(here, "me/app:1");
    await tag(here, app.name, "docker.io/me/app:2");
    const id = app.configDigest.slice(7, 19);
    await assert.rejects(removeImage(here, id), { code: "IMAGE_IN_USE", hint: /me\/app:1, me\/app:2 one by one/ });
    assert.deepEqual((await removeImage(here, id, { force: true })).deleted, [app.digest]);
  });

  test("is refused where a container was made from it, unless forced", async () => {
    using here = context();
    const app = await image(here, "me/app:1");
    await container(here, "c0ffee", app.name);
    await assert.rejects(removeImage(here, "me/app:1"), {
      code: "IMAGE_IN_USE",
      message: "a container uses the image: me/app:1",
      hint: /c0ffee/,
    });
    assert.deepEqual((await removeImage(here, "me/app:1", { force: true })).untagged, ["me/app:1"]);
  });
});
