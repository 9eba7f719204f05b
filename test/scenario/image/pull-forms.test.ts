import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { pullAllTags } from "../../../src/image/pull/all-tags.ts";
import { type PullInput, pullImage } from "../../../src/image/pull/pull.ts";
import { zstdFrame } from "../../../src/platform/zstd.ts";
import { type Descriptor, mediaTypes } from "../../../src/registry/descriptor.ts";
import { digestOf } from "../../../src/registry/digest.ts";
import { until } from "../../support/condition.ts";
import { startEngine, type TestEngine } from "../../support/engine.ts";
import { imageContext } from "../../support/image-context.ts";
import { architecture, MadeImages, on, tar } from "../../support/made-images.ts";
import { MadeRegistry } from "../../support/made-registry.ts";

let engine: TestEngine;
let registry: MadeRegistry;
let made: MadeImages;

before(async () => {
  [engine, registry] = await Promise.all([startEngine(), MadeRegistry.start()]);
  made = new MadeImages(registry);
});
after(async () => {
  await engine[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
});

const { ociLayer, ociManifest, dockerLayer } = mediaTypes;

/** Pulls into a namespace of its own. */
function puller() {
  const context = imageContext({ address: engine.address });
  const pull = async (reference: string, input: Partial<PullInput> = {}) =>
    await pullImage(context, { reference, policy: "always", ...input });
  return { ...context, pull };
}

const isStored = async ({ engine: { content } }: ReturnType<typeof puller>, { digest }: Descriptor) =>
  (await content.list([`digest==${digest}`])).length === 1;

describe("a pull", () => {
  test("unpacks layers in all their forms: plain, gzip, zstd, Docker's, and those that are elsewhere", async () => {
    using here = puller();
    const tars = ["plain", "gzip", "zstd", "docker"].map(tar);
    const [plain, gzip, zstd, docker] = tars as [Buffer, Buffer, Buffer, Buffer];
    const layers = [
      registry.put(ociLayer, plain),
      registry.put(`${ociLayer}+gzip`, gzipSync(gzip)),
      registry.put(`${ociLayer}+zstd`, await zstdFrame(zstd, 3)),
      registry.put(`${dockerLayer}.gzip`, gzipSync(docker)),
    ];
    const name = registry.tag("forms", "latest", made.image({ layers, diffIds: tars.map((each) => digestOf(each)) }));
    const { chainId } = await here.pull(name);
    assert.equal((await here.engine.snapshots().stat(chainId)).kind, "COMMITTED");
  });

  test("brings a Docker image, whose foreign layer it gets from where it is, without a word to the registry", async () => {
    await using elsewhere = await MadeRegistry.start();
    using here = puller();
    const bytes = gzipSync(tar("foreign"));
    const { digest, size } = elsewhere.put("application/octet-stream", bytes);
    const mediaType = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";
    const layer = { mediaType, digest, size, urls: [`http://${elsewhere.host}/v2/x/blobs/${digest}`] };
    const manifest = made.image({ layers: [layer], diffIds: [digestOf(tar("foreign"))], docker: true });
    await here.pull(registry.tag("foreign", "latest", manifest));
    assert.deepEqual(elsewhere.requests, [`GET /v2/x/blobs/${digest}`]);
  });

  test("finds a platform through an index in an index", async () => {
    using here = puller();
    const inner = made.index(on(made.simple("s390x", "s390x"), "s390x"), on(made.simple("inner"), architecture));
    const other = made.index(on(made.simple("riscv64", "riscv64"), "riscv64"));
    const pulled = await here.pull(registry.tag("nested", "latest", made.index(other, inner)));
    assert.equal(pulled.platform.architecture, architecture);
    assert.equal((await here.engine.snapshots().list()).length, 1);
  });

  test("of several platforms brings these, and unpacks what runs here", async () => {
    using here = puller();
    const [own, s390x, riscv64] = [made.simple("a"), made.simple("b", "s390x"), made.simple("c", "riscv64")];
    const top = made.index(on(own, architecture), on(s390x, "s390x"), on(riscv64, "riscv64"));
    const name = registry.tag("several", "latest", top);
    const platform = ["linux/s390x", `linux/${architecture}`];
    const pulled = await here.pull(name, { platform, unpack: "auto" });
    assert.equal(pulled.manifestDigest, own.digest);
    assert.deepEqual([await isStored(here, s390x), await isStored(here, riscv64)], [true, false]);
    assert.equal((await here.engine.snapshots().list()).length, 1);
    const asked = registry.requests.length;
    await here.pull(name, { platform, unpack: "auto" });
    assert.deepEqual(registry.requests.slice(asked), ["HEAD /v2/several/manifests/latest"]);
  });

  test("of all platforms brings everything, attestations too", async () => {
    using here = puller();
    const statement = registry.put("application/vnd.in-toto+json", { _type: "statement" });
    const attestation = made.image({ layers: [statement], diffIds: [statement.digest] });
    const annotations = { "vnd.docker.reference.type": "attestation-manifest" };
    const [own, s390x] = [made.simple("d"), made.simple("e", "s390x")];
    const attached = { ...on(attestation, "unknown", "unknown"), annotations };
    const name = registry.tag("all", "latest", made.index(on(s390x, "s390x"), on(own, architecture), attached));
    const pulled = await here.pull(name, { allPlatforms: true, unpack: "auto" });
    assert.equal(pulled.manifestDigest, own.digest);
    assert.deepEqual([await isStored(here, statement), await isStored(here, s390x)], [true, true]);
    assert.equal((await here.engine.snapshots().list()).length, 1);
    using single = puller();
    await single.pull(name);
    assert.equal(await isStored(single, attestation), false);
  });

  test("of an artefact stores it, whole and for good, and refuses to run it", async () => {
    using here = puller();
    const artifactType = "application/vnd.example.thing";
    const layer = registry.put("application/vnd.example.data", Buffer.from("not JSON, not tar"));
    const name = registry.tag("thing", "latest", made.artefact(artifactType, layer));
    const { artefact } = await here.pull(name, { unpack: "auto" });
    assert.equal(artefact, artifactType);
    await here.engine.leases.collect();
    assert.equal(await isStored(here, layer), true);
    for (const policy of ["missing", "always"] as const) {
      await assert.rejects(here.pull(name, { policy, unpack: true }), {
        code: "UNSUPPORTED",
        message: /vnd\.example\.thing/,
      });
    }
  });

  test("of all tags goes through every page, and only there", async () => {
    using here = puller();
    for (const tag of ["1", "2", "3", "4", "5"]) registry.tag("tags", tag, made.simple(`tag ${tag}`));
    const images = await pullAllTags(here, { reference: `${registry.host}/tags` });
    assert.deepEqual(
      images.map(({ name }) => name),
      ["1", "2", "3", "4", "5"].map((tag) => `${registry.host}/tags:${tag}`),
    );
    await assert.rejects(pullAllTags(here, { reference: `${registry.host}/tags:1` }), { code: "INVALID_VALUE" });
  });
});

describe("a pull of what is wrong", () => {
  const layerOf = (change: Partial<Descriptor>, name: string) => {
    const layer = { ...registry.put(ociLayer, tar(name)), ...change };
    return made.image({ layers: [layer], diffIds: [layer.digest] });
  };
  const deepIndex = () => {
    let top = made.simple("deep");
    for (let depth = 0; depth < 9; depth++) top = made.index(top);
    return top;
  };
  const wrong: [what: string, make: () => Descriptor, expected: object][] = [
    ["a layer larger than its manifest says", () => layerOf({ size: 10 }, "x"), { code: "DIGEST_MISMATCH" }],
    ["a layer smaller than its manifest says", () => layerOf({ size: 1e6 }, "y"), { code: "DIGEST_MISMATCH" }],
    ["a layer that is smaller by far", () => layerOf({ size: 1e9 }, "z"), { code: "DIGEST_MISMATCH" }],
    [
      "a manifest of another size",
      () => made.index({ ...made.simple("size"), size: 7, platform: { os: "linux", architecture } }),
      { code: "IMAGE_INVALID", message: /has \d+ bytes, its descriptor says 7/ },
    ],
    [
      "a layer that is no such tar",
      () => made.image({ layers: [registry.put(ociLayer, tar("one"))], diffIds: [digestOf(tar("other"))] }),
      { code: "DIGEST_MISMATCH", message: /unpacks to/ },
    ],
    ["indexes in indexes without end", deepIndex, { code: "IMAGE_INVALID", message: /too many of them/ }],
    [
      "schema 1",
      () =>
        registry.put("application/vnd.docker.distribution.manifest.v1+prettyjws", { schemaVersion: 1, fsLayers: [] }),
      { code: "UNSUPPORTED", hint: /schema 1/ },
    ],
    [
      "sha512 digests",
      () => {
        const layer = registry.put(ociLayer, tar("long"), "sha512");
        return made.image({ layers: [layer], diffIds: [digestOf(tar("long"))] });
      },
      { code: "UNSUPPORTED", message: /sha256 only/ },
    ],
    [
      "a list that is gigantic",
      () =>
        made.index(
          ...Array.from({ length: 5_000 }, (_, at) => ({
            mediaType: ociManifest,
            digest: digestOf(`${at}`),
            size: at,
          })),
        ),
      { code: "IMAGE_INVALID", message: /5000 descriptors are too many/ },
    ],
    [
      "more JSON than any manifest has",
      () => registry.put(ociManifest, { x: "x".repeat(5e6) }),
      { code: "REGISTRY_FAILED" },
    ],
    ["a nest of JSON", () => registry.put(ociManifest, Buffer.from("[".repeat(1e6))), { code: "IMAGE_INVALID" }],
  ];
  for (const [what, make, expected] of wrong) {
    test(`such as ${what}, ends in a clear error and leaves nothing`, async () => {
      using here = puller();
      await assert.rejects(here.pull(registry.tag("wrong", "latest", make())), expected);
      assert.deepEqual([await here.engine.leases.list(), await here.engine.images.list()], [[], []]);
      const { content, leases } = here.engine;
      // containerd may still be closing a write that was cancelled.
      await until("all that has come is collected", async () => {
        await leases.collect();
        return (await content.statuses()).length === 0 && (await here.engine.snapshots().list()).length === 0;
      });
    });
  }
});
