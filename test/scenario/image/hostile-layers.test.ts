import assert from "node:assert/strict";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import {
  methods,
  type SnapshotsCommitSnapshotRequest,
  type SnapshotsPrepareSnapshotRequest,
} from "../../../src/engine/protocol.ts";
import { loadImages } from "../../../src/image/archive/load.ts";
import { storeBlob } from "../../../src/image/layer/made-blob.ts";
import { unpackLayers } from "../../../src/image/layer/unpack.ts";
import { type LeasedEngine, leasedEngine } from "../../../src/image/pull/pull-lease.ts";
import { mediaTypes } from "../../../src/registry/descriptor.ts";
import { digestOf } from "../../../src/registry/digest.ts";
import { RpcError } from "../../../src/rpc/rpc-error.ts";
import { dockerArchive as archive } from "../../support/docker-archive.ts";
import { startEngine, type TestEngine } from "../../support/engine.ts";
import { imageContext } from "../../support/image-context.ts";
import type { AroundCall } from "../../support/intercepted-channel.ts";
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

const context = (around?: AroundCall) => imageContext({ address: engine.address, ...(around && { around }) });

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

  test("is asked for again where it was before the one below was there", async () => {
    /** By chain ID of the layer below: what became of a snapshot above it. */
    const prepared = new Map<string, Promise<unknown>>();
    let refused = 0;
    using here = context(async ({ path }, request, call) => {
      if (path === methods.snapshots.prepare.path) {
        const mounts = call();
        prepared.set((request as SnapshotsPrepareSnapshotRequest).parent, mounts);
        mounts.catch(() => refused++);
        return await mounts;
      }
      if (path !== methods.snapshots.commit.path) return await call();
      await new Promise((resolve) => setImmediate(resolve)); // It is sent behind the commit.
      await prepared.get((request as SnapshotsCommitSnapshotRequest).name)?.catch(() => {});
      return await call();
    });
    const [image] = await loadImages(here, archive(layers));
    assert.equal(refused, layers.length - 1);
    assert.deepEqual(await active(here), []);
    assert.ok(await here.engine.snapshots().stat(image!.chainId));
    await here.engine.images.delete(image!.name, { sync: true });
  });

  /** The engine has a layer before it is asked for what is above, as it has most of the time. */
  function inOrder(around: AroundCall): AroundCall {
    const committed = new Map<string, Promise<unknown>>();
    return async (method, request, call) => {
      if (method.path === methods.snapshots.prepare.path)
        await committed.get((request as SnapshotsPrepareSnapshotRequest).parent);
      const answer = around(method, request, call);
      if (method.path === methods.snapshots.commit.path)
        committed.set((request as SnapshotsCommitSnapshotRequest).name, answer);
      return await answer;
    };
  }

  /** Both layers are in the store, under the lease. */
  async function stored(leased: LeasedEngine) {
    const blobs = layers.slice(0, 2).map((content) => ({
      descriptor: { mediaType: mediaTypes.ociLayer, digest: digestOf(content), size: content.length },
      labels: {},
      async *bytes() {
        yield content;
      },
    }));
    for (const blob of blobs) await storeBlob(leased.engine, blob, new AbortController().signal);
    const descriptors = blobs.map(({ descriptor }) => descriptor);
    return { layers: descriptors, diffIds: descriptors.map(({ digest }) => digest), unpacked: () => {} };
  }

  test("goes where nobody can tell whether another one who unpacked it has done so", async () => {
    const [reached, applying, waiting] = [gate(), gate(), gate()];
    let [isFirst, isBlind] = [true, false];
    const around: AroundCall = async ({ path }, _, call) => {
      if (path === methods.diff.apply.path && !isFirst) {
        applying.open();
        await waiting.passed;
      }
      isFirst &&= path !== methods.diff.apply.path;
      if (isBlind && path === methods.snapshots.stat.path) throw new RpcError("INTERNAL", "blind", { path });
      return await call();
    };
    using here = context(inOrder(around));
    await using leased = await leasedEngine(here.engine, "test");
    const plan = await stored(leased);
    // The first one has layer 1, and the snapshot for layer 2, which the other one then fills.
    const first = unpackLayers(
      leased,
      {
        ...plan,
        async fetched(index) {
          if (index === 0) return;
          reached.open();
          await applying.passed;
          setImmediate(waiting.open);
        },
      },
      here.signal,
    );
    await reached.passed;
    const other = unpackLayers(leased, { ...plan, fetched: async () => {} }, here.signal);
    await applying.passed;
    isBlind = true;
    await assert.rejects(first, { code: "ENGINE_FAILED" });
    await other;
    assert.deepEqual(await active(here), []);
  });
});

function gate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}
