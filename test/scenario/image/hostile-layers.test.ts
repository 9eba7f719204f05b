import assert from "node:assert/strict";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { loadImages } from "../../../src/image/archive/load.ts";
import { prepareAhead, removeAhead } from "../../../src/image/layer/extract-snapshot.ts";
import { digestOf } from "../../../src/registry/digest.ts";
import { startEngine, type TestEngine } from "../../support/engine.ts";
import { imageContext } from "../../support/image-context.ts";
import { ownedDirectory } from "../../support/owned-directory.ts";
import { programOutput } from "../../support/program.ts";
import { paxRecord, type RawEntry, rawTar } from "../../support/raw-tar.ts";
import { removeAbandoned, removeRemains } from "../../support/remains.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const prefix = "nerdsh-small-disk-";
let engine: TestEngine;
let small: string;

/** Its snapshots lie on a disk of 48 MB. */
before(async () => {
  await removeAbandoned(prefix);
  small = await ownedDirectory(prefix);
  const disk = join(small, "disk");
  await mkdir(disk);
  await programOutput("mount", ["-t", "tmpfs", "-o", "size=48m", "tmpfs", disk]);
  const root = JSON.stringify(join(disk, "snapshots"));
  engine = await startEngine({ config: `[plugins."io.containerd.snapshotter.v1.overlayfs"]\nroot_path = ${root}` });
});
after(async () => {
  await engine?.[Symbol.asyncDispose]();
  await removeRemains(small);
});

const context = () => imageContext({ address: engine.address });

/** What `docker save` would have written of an image of these layers. */
async function* archive(layers: readonly Uint8Array[], diffIds = layers.map((layer) => digestOf(layer))) {
  const config = { architecture: "amd64", os: "linux", rootfs: { type: "layers", diff_ids: diffIds } };
  const table = [{ Config: "config.json", RepoTags: ["hostile:1"], Layers: layers.map((_, at) => `${at}.tar`) }];
  yield rawTar(
    ...layers.map((content, at) => ({ name: `${at}.tar`, content })),
    { name: "config.json", content: JSON.stringify(config) },
    { name: "manifest.json", content: JSON.stringify(table) },
  );
}

describe("a layer that wants to leave its root", () => {
  const up = "../".repeat(20);
  const cases = (target: string): [what: string, entries: RawEntry[]][] => [
    ["by a path that goes up", [{ name: `${up.slice(0, 45)}tmp/pwned`, content: "x" }]],
    ["by an absolute path", [{ name: join(target, "pwned"), content: "x" }]],
    [
      "through a link to the host's directory",
      [
        { name: "out", flag: "2", target },
        { name: "out/pwned", content: "x" },
      ],
    ],
    [
      "through a link that goes up",
      [
        { name: "out", flag: "2", target: `${up}${target}` },
        { name: "out/canary", content: "x" },
      ],
    ],
    [
      "by a hard link to the host's file, and a write to it",
      [
        { name: "canary", flag: "1", target: join(target, "canary") },
        { name: "canary", content: "x" },
      ],
    ],
    ["by a hard link that goes up", [{ name: "canary", flag: "1", target: `${up.slice(0, 36)}${target}/canary` }]],
    [
      "by a whiteout behind a link",
      [
        { name: "out", flag: "2", target },
        { name: "out/.wh.canary", content: "" },
      ],
    ],
    [
      "by an opaque whiteout behind a link",
      [
        { name: "out", flag: "2", target },
        { name: "out/.wh..wh..opq", content: "" },
      ],
    ],
    ["by a whiteout of what is above", [{ name: ".wh...", content: "" }]],
    [
      "by a directory in the place of its own link",
      [
        { name: "out", flag: "2", target },
        { name: "out", flag: "5" },
        { name: "out/canary", content: "x" },
      ],
    ],
  ];
  for (const [at, [what]] of cases("/").entries()) {
    test(`${what}, stays within`, async () => {
      await using host = await temporaryDirectory();
      await writeFile(join(host.path, "canary"), "safe");
      const [, entries] = cases(host.path)[at]!;
      using here = context();
      await loadImages(here, archive([rawTar(...entries)])).catch((error) => assert.equal(error.name, "NerdError"));
      assert.deepEqual(await readdir(host.path), ["canary"]);
      assert.equal(await readFile(join(host.path, "canary"), "utf8"), "safe");
      assert.deepEqual((await readdir("/tmp")).includes("pwned"), false);
      const active = (await here.engine.snapshots().list()).filter(({ kind }) => kind !== "COMMITTED");
      assert.deepEqual([active, await here.engine.leases.list()], [[], []]);
    });
  }
});

describe("a layer that is larger than the disk", () => {
  const zeros = rawTar({ name: "zeros", content: Buffer.alloc(64 * 1024 * 1024) });
  const sparse = rawTar(
    {
      name: "GNUSparseFile.0/huge",
      flag: "x",
      content: [
        paxRecord("GNU.sparse.major", "1"),
        paxRecord("GNU.sparse.minor", "0"),
        paxRecord("GNU.sparse.name", "huge"),
        paxRecord("GNU.sparse.realsize", String(2 ** 40)),
      ].join(""),
    },
    { name: "GNUSparseFile.0/huge", content: Buffer.from("0\n".padEnd(512, "\0")) },
  );
  const layers: [what: string, layer: Uint8Array, diffId: string][] = [
    ["of zeros that a few kilobytes unpack to", gzipSync(zeros), digestOf(zeros)],
    ["of one hole of a terabyte", sparse, digestOf(sparse)],
  ];
  for (const [what, layer, diffId] of layers) {
    test(`${what}, is an error that says so, and its space is free again`, async () => {
      using here = context();
      await assert.rejects(loadImages(here, archive([layer], [diffId])), { code: "DISK_FULL" });
      assert.deepEqual([await here.engine.snapshots().list(), await here.engine.images.list()], [[], []]);
      const [image] = await loadImages(here, archive([rawTar({ name: "fits", content: Buffer.alloc(24 << 20) })]));
      assert.equal(image?.reference, "hostile:1");
      await here.engine.images.delete(image.name, { sync: true });
    });
  }
});

describe("a layer above another", () => {
  const layers = ["one", "two", "three"].map((name) => rawTar({ name, content: name }));
  const active = async ({ engine }: ReturnType<typeof context>) =>
    (await engine.snapshots().list()).filter(({ kind }) => kind !== "COMMITTED");

  for (const liar of [0, 1, 2]) {
    test(`is not begun, or taken back, where layer ${liar + 1} of three is not what the config says`, async () => {
      using here = context();
      const diffIds = layers.map((layer, at) => (at === liar ? digestOf("another") : digestOf(layer)));
      await assert.rejects(loadImages(here, archive(layers, diffIds)), { code: "DIGEST_MISMATCH" });
      assert.deepEqual([await active(here), await here.engine.leases.list()], [[], []]);
      await here.engine.leases.collect();
      assert.deepEqual(await here.engine.snapshots().list(), []);
    });
  }

  test("is to be asked for again where it came before the one below, and goes where nobody unpacks it", async () => {
    using here = context();
    const [chainId, parent] = [digestOf("above"), digestOf("below")];
    const early = prepareAhead(here.engine, { chainId, parent, labels: {} });
    assert.equal(await early.mounts, undefined);
    await removeAhead(here.engine, early);
    const lowest = prepareAhead(here.engine, { chainId, parent: "", labels: {} });
    assert.equal((await lowest.mounts)?.length, 1);
    assert.equal((await active(here)).length, 1);
    await removeAhead(here.engine, lowest);
    assert.deepEqual(await active(here), []);
  });
});
