import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { ImageHandle } from "../../../src/api/image-handle.ts";
import type { InputOf } from "../../../src/commands/define-command.ts";
import { imageConvertCommand } from "../../../src/commands/image/convert.ts";
import { readInput } from "../../../src/commands/read-options.ts";
import type { Context } from "../../../src/context.ts";
import type { NerdEvent } from "../../../src/events.ts";
import { imageFromFiles } from "../../../src/image/from-files.ts";
import { childLabels } from "../../../src/image/gc-labels.ts";
import { recordImage } from "../../../src/image/image-record.ts";
import { jsonBlob, storeBlob } from "../../../src/image/layer/made-blob.ts";
import { resolveImage } from "../../../src/image/lookup.ts";
import { leasedEngine } from "../../../src/image/pull/pull-lease.ts";
import { type Descriptor, mediaTypes } from "../../../src/registry/descriptor.ts";
import { type Containers, startContainers } from "../../support/containers.ts";

let containers: Containers;

before(async () => {
  containers = await startContainers();
});
after(() => containers[Symbol.asyncDispose]());

type Flags = InputOf<typeof imageConvertCommand.flags>;

async function convert(source: string, target: string, flags: Flags, context: Context = containers.context) {
  return await imageConvertCommand.execute(context, readInput(imageConvertCommand, [source, target], flags));
}

/** The same engine by a namespace that has no image, and so no layer that was ever converted. */
function elsewhere(): Context {
  const { context } = containers;
  return { ...context, engine: context.engine.inNamespace(`convert-${Math.random().toString(36).slice(2)}`) };
}

async function collected({ engine }: Context): Promise<void> {
  await engine.leases.create("collect");
  await engine.leases.delete("collect", { sync: true });
}

const runnable: [name: string, flags: Flags, type: string][] = [
  ["plain tars", { uncompress: true }, ""],
  ["zstd", { zstd: true }, "+zstd"],
  ["zstd:chunked", { zstdchunked: true, zstdchunkedChunkSize: 65536 }, "+zstd"],
  ["eStargz", { estargz: true, estargzCompressionLevel: 1 }, "+gzip"],
];

describe("image convert", () => {
  for (const [name, flags, type] of runnable) {
    test(`makes an image with layers in ${name}, which containers run from`, async () => {
      const target = `converted:${name.replace(/\W/g, "-").toLowerCase()}`;
      const { digest } = await convert("busybox", target, flags);
      const image = await resolveImage(containers.context, target);
      assert.deepEqual([image.digest, image.layers[0]?.mediaType], [digest, `${mediaTypes.ociLayer}${type}`]);
      await using container = await containers.run({}, undefined, target);
      assert.equal(await container.output("sh", "-c", "grep guest /etc/passwd"), "guest:x:1000:1000::/:/bin/sh\n");
    });
  }

  test("is a verb of images in recipes", async () => {
    const source = new ImageHandle(containers.context, await resolveImage(containers.context, "busybox"));
    const { reference, layers } = await source.convert("converted:recipe", { uncompress: true });
    assert.deepEqual([reference, layers[0]?.mediaType], ["converted:recipe", mediaTypes.ociLayer]);
  });

  test("gives the same digest for the same image, and converts no layer twice", async () => {
    const files = { name: "steady", files: { "/random": { bytes: Buffer.alloc(3_000_000, "0123456789") } } };
    const steps: string[] = [];
    for (const context of [elsewhere(), elsewhere()]) {
      const events: NerdEvent[] = [];
      const watched = { ...context, emit: (event: NerdEvent) => void events.push(event) };
      await imageFromFiles(context, files);
      for (const target of ["first", "second"]) {
        const { digest } = await convert("steady", target, { estargz: true }, watched);
        const moves = events.splice(0).filter(({ type }) => type === "layer.converting").length;
        steps.push(`${digest} ${moves > 1 ? "converted" : "known"}`);
      }
    }
    const [digest] = steps[0]!.split(" ");
    assert.deepEqual(
      steps,
      ["converted", "known", "converted", "known"].map((how) => `${digest} ${how}`),
    );
  });

  test("keeps what it made when the source is gone, and lets go of it with its own name", async () => {
    const context = elsewhere();
    await imageFromFiles(context, { name: "source", files: { "/motd": "hello" } });
    await convert("source", "target", { estargz: true, estargzExternalToc: true }, context);
    await context.engine.images.delete("docker.io/library/source:latest", { sync: true });
    const { digest, layers } = await resolveImage(context, "target");
    const tables = await resolveImage(context, "target:latest-esgztoc");
    const [table] = tables.layers;
    assert.equal(table?.annotations?.["containerd.io/snapshot/stargz/layer.digest"], layers[0]?.digest);
    for (const blob of [digest, layers[0]!.digest, table!.digest]) await context.engine.content.info(blob);
    for (const name of ["target:latest", "target:latest-esgztoc"])
      await context.engine.images.delete(`docker.io/library/${name}`, { sync: true });
    assert.deepEqual(await context.engine.content.list(), []);
  });

  test("puts the files first that a record names", async () => {
    const context = elsewhere();
    await imageFromFiles(context, { name: "source", files: { "/a": "1", "/b": "2", "/c": "3" } });
    const file = join(containers.directory, "record.json");
    await writeFile(file, '{"path":"c"}\n{"path":"not/there"}\n');
    await convert("source", "ordered", { estargz: true, estargzRecordIn: file }, context);
    await convert("ordered", "plain", { uncompress: true }, context);
    const { layers } = await resolveImage(context, "plain");
    const tar = await context.engine.content.bytes(layers[0]!.digest);
    const names = Array.from({ length: tar.length / 512 }, (_, block) =>
      tar.toString("latin1", block * 512, block * 512 + 20),
    );
    const found = names.map((name) => name.replace(/\0.*/s, "")).filter((name) => /^([abc]|\..*|stargz.*)$/.test(name));
    assert.deepEqual(found, ["c", ".prefetch.landmark", "a", "b", "stargz.index.json"]);
  });

  test("leaves nothing behind where it is cancelled", async () => {
    const context = elsewhere();
    await imageFromFiles(context, { name: "source", files: { "/big": { bytes: Buffer.alloc(12_000_000, "0123") } } });
    await collected(context);
    const before = (await context.engine.content.list()).map(({ digest }) => digest);
    const cancel = new AbortController();
    const emit = ({ type }: NerdEvent) => type === "layer.converting" && cancel.abort();
    const cancelled = { ...context, signal: cancel.signal, emit };
    await assert.rejects(convert("source", "target", { estargz: true }, cancelled), { name: "AbortError" });
    await collected(context);
    assert.deepEqual(
      (await context.engine.content.list()).map(({ digest }) => digest),
      before,
    );
    assert.deepEqual(await context.engine.content.statuses(), []);
    assert.deepEqual(await context.engine.leases.list(), []);
    assert.deepEqual(
      (await context.engine.images.list()).map(({ name }) => name),
      ["docker.io/library/source:latest"],
    );
  });

  test("of an image for several platforms keeps those that are asked for", async () => {
    const context = elsewhere();
    await indexOf(context, "many", ["linux/amd64", "linux/arm64", "linux/s390x"]);
    const platforms = async (flags: Flags) => {
      const { digest } = await convert("many", "converted", { oci: true, uncompress: true, ...flags }, context);
      const index = JSON.parse((await context.engine.content.bytes(digest)).toString());
      assert.equal(index.mediaType, mediaTypes.ociIndex);
      return index.manifests.map(({ platform }: Descriptor) => platform?.architecture);
    };
    assert.deepEqual(await platforms({ platform: ["s390x", "arm64"] }), ["arm64", "s390x"]);
    assert.deepEqual(await platforms({ allPlatforms: true }), ["amd64", "arm64", "s390x"]);
    await assert.rejects(platforms({ platform: ["riscv64"] }), { code: "UNSUPPORTED", message: /no linux\/riscv64/ });
    await imageFromFiles(context, { name: "single", files: {}, platform: "linux/arm64" });
    await assert.rejects(convert("single", "converted", { oci: true, platform: ["s390x"] }, context), {
      code: "UNSUPPORTED",
      message: "no linux/s390x in the image single",
    });
    const arm = (await resolveImage(context, "many", { os: "linux", architecture: "arm64" })).manifestDigest;
    await context.engine.content.delete(arm);
    const message = "a part of the image is not here: many";
    await assert.rejects(platforms({ allPlatforms: true }), { code: "IMAGE_NOT_PRESENT", message });
  });

  test("refuses a layer that is not what its image says", async () => {
    const context = elsewhere();
    const { layers } = await imageFromFiles(context, { name: "honest", files: { "/motd": "hello" } });
    const lie = { rootfs: { type: "layers", diff_ids: [`sha256:${"0".repeat(64)}`] } };
    const config = jsonBlob(mediaTypes.ociConfig, lie);
    const children = [config.descriptor, ...layers];
    const document = { schemaVersion: 2, mediaType: mediaTypes.ociManifest, config: config.descriptor, layers };
    const manifest = jsonBlob(mediaTypes.ociManifest, document, childLabels(children));
    await using leased = await leasedEngine(context.engine, "test");
    for (const blob of [config, manifest]) await storeBlob(leased.engine, blob, context.signal);
    await recordImage(
      context.engine,
      { name: "docker.io/library/lie:latest", target: manifest.descriptor },
      context.signal,
    );
    await assert.rejects(convert("lie", "target", { zstd: true }, context), { code: "DIGEST_MISMATCH" });
  });
});

/** An image for several platforms, in Docker's media types. */
async function indexOf(context: Context, name: string, platforms: readonly string[]): Promise<void> {
  const manifests: Descriptor[] = [];
  for (const platform of platforms) {
    const image = await imageFromFiles(context, {
      name: `${name}/${platform}`,
      files: { "/platform": platform },
      platform,
    });
    const size = Number((await context.engine.content.info(image.manifestDigest)).size);
    const { os, architecture } = image.platform;
    manifests.push({ mediaType: mediaTypes.ociManifest, digest: image.digest, size, platform: { os, architecture } });
  }
  const index = jsonBlob(
    mediaTypes.dockerIndex,
    { schemaVersion: 2, mediaType: mediaTypes.dockerIndex, manifests },
    childLabels(manifests),
  );
  await using leased = await leasedEngine(context.engine, "test");
  await storeBlob(leased.engine, index, context.signal);
  await recordImage(
    context.engine,
    { name: `docker.io/library/${name}:latest`, target: index.descriptor },
    context.signal,
  );
}
