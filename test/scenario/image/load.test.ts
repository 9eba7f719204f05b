import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { loadImageFile, loadImages } from "../../../src/image/archive/load.ts";
import { type TarEntry, tarEnd, tarHeader, tarPadding } from "../../../src/image/archive/tar-writer.ts";
import { localImage } from "../../../src/image/image.ts";
import { formatPlatform, hostPlatform } from "../../../src/image/platform.ts";
import { mediaTypes } from "../../../src/registry/descriptor.ts";
import { digestOf } from "../../../src/registry/digest.ts";
import { startEngine, type TestEngine } from "../../support/engine.ts";
import { imageContext } from "../../support/image-context.ts";
import { programOutput } from "../../support/program.ts";
import { type Registry, startRegistry } from "../../support/registry.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

let engine: TestEngine;
let registry: Registry;

before(async () => {
  [engine, registry] = await Promise.all([startEngine(), startRegistry()]);
});
after(async () => {
  await engine[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
});

const context = () => imageContext({ address: engine.address });
const ctr = async (namespace: string, ...args: string[]) =>
  (await programOutput("ctr", ["--address", engine.address, "--namespace", namespace, ...args])).trim();

/** Resolves when what nothing refers to is gone. */
async function collected({ engine }: ReturnType<typeof context>): Promise<void> {
  await engine.leases.create("collect");
  await engine.leases.delete("collect", { sync: true });
}

/** `skopeo copy` of an image of the registry, in one of its own archive forms. */
async function archive(directory: string, image: string, form: string, ...options: string[]): Promise<string> {
  const file = join(directory, "image.tar");
  const from = `docker://${registry.host}/library/${image}`;
  await programOutput("skopeo", [
    "copy",
    "--quiet",
    "--src-tls-verify=false",
    ...options,
    from,
    form.replace("FILE", file),
  ]);
  return file;
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function tar(files: Record<string, string | Uint8Array>, ...more: TarEntry[]): Buffer {
  const entries = Object.entries(files).flatMap(([name, content]) => {
    const bytes = Buffer.from(content as Uint8Array);
    return [tarHeader({ name, type: "file", mode: 0o644, size: bytes.length }), bytes, tarPadding(bytes.length)];
  });
  return Buffer.concat([...entries, ...more.map(tarHeader), tarEnd]);
}

describe("load", () => {
  const forms: [what: string, form: string][] = [
    ["a docker archive", "docker-archive:FILE:docker.io/library/loaded:1"],
    ["an OCI archive", "oci-archive:FILE:docker.io/library/loaded:1"],
  ];
  for (const [what, form] of forms) {
    test(`of ${what} gives an image that containerd finds whole, and that runs`, async () => {
      await using directory = await temporaryDirectory();
      using here = context();
      const [image = assert.fail(), ...others] = await loadImageFile(
        here,
        await archive(directory.path, "layered", form),
      );
      assert.deepEqual([image.name, others.length], ["docker.io/library/loaded:1", 0]);
      assert.match(await ctr(here.namespace, "images", "check"), /loaded:1 .* complete .* true$/m);
      assert.deepEqual(await here.engine.leases.list(), []);
      await collected(here);
      assert.equal((await here.engine.snapshots().stat(image.chainId)).kind, "COMMITTED");
    });
  }

  test("reads what comes through a pipe, compressed or not", async () => {
    await using directory = await temporaryDirectory();
    const file = await archive(directory.path, "busybox", "docker-archive:FILE:docker.io/library/piped:1");
    using plain = context();
    const [one] = await loadImages(plain, createReadStream(file));
    for (const [program, ...words] of [["gzip"], ["zstd", "-q"], ["xz", "-0"], ["bzip2", "-1"]] as const) {
      using compressed = context();
      const child = spawn(program, [...words, "-c", file], { stdio: ["ignore", "pipe", "inherit"] });
      const [other] = await loadImages(compressed, child.stdout);
      assert.deepEqual(one, other, program);
    }
  });

  test("takes the platform that is asked for from an archive of several", async () => {
    await using directory = await temporaryDirectory();
    const file = await archive(directory.path, "multiarch", "oci-archive:FILE:multi:1", "--all");
    using here = context();
    const [arm] = await loadImageFile(here, file, { platform: "linux/arm64" });
    assert.deepEqual(arm?.platform, { os: "linux", architecture: "arm64" });
    await assert.rejects(loadImageFile(here, file, { platform: "linux/s390x" }), {
      code: "UNSUPPORTED",
      hint: /linux\/arm64/,
    });
  });

  test("takes an image of one platform where that is asked for", async () => {
    await using directory = await temporaryDirectory();
    const file = await archive(directory.path, "busybox", "docker-archive:FILE:busybox:1");
    using here = context();
    const [{ platform } = assert.fail()] = await loadImageFile(here, file, {
      platform: formatPlatform(hostPlatform()),
    });
    assert.deepEqual(platform, hostPlatform());
    using other = context();
    await assert.rejects(loadImageFile(other, file, { platform: "linux/s390x" }), { code: "UNSUPPORTED" });
    assert.deepEqual(await other.engine.images.list(), []);
  });

  test("takes all platforms, and keeps those alone that were asked for", async () => {
    await using directory = await temporaryDirectory();
    const file = await archive(directory.path, "multiarch", "oci-archive:FILE:multi:1", "--all");
    using here = context();
    const [arm = assert.fail()] = await loadImageFile(here, file, { platform: ["linux/arm64"] });
    await collected(here);
    const kept = (await here.engine.content.list()).map(({ digest }) => digest);
    const { digest, manifestDigest, configDigest, layers } = arm;
    assert.deepEqual(new Set(kept), new Set([digest, manifestDigest, configDigest, ...layers.map((it) => it.digest)]));
    await loadImageFile(here, file, { allPlatforms: true });
    await collected(here);
    for (const architecture of ["amd64", "arm64"])
      assert.ok(await localImage(here, arm.name, { os: "linux", architecture }), architecture);
  });

  test("names an image without a name by its digest, as nerdctl does", async () => {
    await using directory = await temporaryDirectory();
    using here = context();
    const [image = assert.fail()] = await loadImageFile(
      here,
      await archive(directory.path, "busybox", "oci-archive:FILE"),
    );
    assert.equal(image.name, `overlayfs@${image.digest}`);
  });

  test("follows the links with which old archives share a layer", async () => {
    const layer = tar({ "etc/motd": "hello\n" });
    const config = JSON.stringify({
      architecture: "amd64",
      os: "linux",
      rootfs: { type: "layers", diff_ids: [digestOf(layer), digestOf(layer)] },
    });
    const table = JSON.stringify([
      { Config: "c.json", RepoTags: ["shared:1"], Layers: ["a/layer.tar", "b/layer.tar"] },
    ]);
    const bytes = tar(
      { "a/layer.tar": layer, "c.json": config, "manifest.json": table },
      { name: "b/layer.tar", type: "symlink", mode: 0o777, target: "../a/layer.tar" },
    );
    using here = context();
    const [image] = await loadImages(here, only(bytes));
    assert.equal(image?.layers.length, 2);
  });
});

describe("load of what is no image", () => {
  const layer = tar({ "etc/motd": "hello\n" });
  const table = JSON.stringify([{ Config: "c.json", RepoTags: ["x:1"], Layers: ["layer.tar"] }]);
  const config = (diffId: string) =>
    JSON.stringify({ architecture: "amd64", os: "linux", rootfs: { type: "layers", diff_ids: [diffId] } });
  const index = JSON.stringify({
    schemaVersion: 2,
    manifests: [{ mediaType: mediaTypes.ociManifest, digest: digestOf("gone"), size: 4 }],
  });
  const refused: [what: string, bytes: Uint8Array, expected: object][] = [
    ["a tar of something else", tar({ "etc/passwd": "" }), { code: "ARCHIVE_INVALID", hint: /nerdsh import/ }],
    ["no tar", Buffer.from("hello".repeat(500)), { code: "ARCHIVE_INVALID", message: /checksum/ }],
    ["damaged gzip", gzipSync(layer).subarray(0, 60), { code: "ARCHIVE_INVALID" }],
    ["damaged xz", Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0]), { code: "ARCHIVE_INVALID", message: /xz/ }],
    [
      "a path that leaves the archive",
      tar({ "../../etc/passwd": "root" }),
      { code: "ARCHIVE_INVALID", message: /leaves the archive/ },
    ],
    ["an absolute path", tar({ "/etc/passwd": "root" }), { code: "ARCHIVE_INVALID", message: /leaves the archive/ }],
    [
      "a link that leaves the archive",
      tar({}, { name: "a", type: "symlink", mode: 0o777, target: "../../etc/shadow" }),
      { code: "ARCHIVE_INVALID", message: /leaves the archive/ },
    ],
    ["a blob that is not its digest", tar({ [`blobs/sha256/${"0".repeat(64)}`]: "x" }), { code: "DIGEST_MISMATCH" }],
    [
      "a layer that is not there",
      tar({ "c.json": config(digestOf(layer)), "manifest.json": table }),
      { code: "ARCHIVE_INVALID", message: /layer\.tar/ },
    ],
    ["a manifest that is not there", tar({ "oci-layout": "{}", "index.json": index }), { code: "ARCHIVE_INVALID" }],
    [
      "a layer that is not what the config says",
      tar({ "c.json": config(digestOf("other")), "layer.tar": layer, "manifest.json": table }),
      { code: "DIGEST_MISMATCH", message: /unpacks to/ },
    ],
    ["a table that is a file name", tar({ "manifest.json": '"x"' }), { code: "ARCHIVE_INVALID" }],
  ];
  for (const [what, bytes, expected] of refused) {
    test(`refuses ${what}, and leaves nothing`, async () => {
      using here = context();
      await assert.rejects(loadImages(here, only(bytes)), expected);
      assert.deepEqual([await here.engine.images.list(), await here.engine.leases.list()], [[], []]);
      const snapshots = await here.engine.snapshots().list();
      assert.deepEqual(
        snapshots.filter(({ kind }) => kind !== "COMMITTED"),
        [],
      );
    });
  }

  test("ends when it is cancelled, though nothing comes", async () => {
    const stop = new AbortController();
    using here = imageContext({ address: engine.address, signal: stop.signal });
    let ask = () => {};
    const asked = new Promise<void>((resolve) => {
      ask = resolve;
    });
    const loading = loadImages(here, new Readable({ read: () => ask() }));
    await asked;
    stop.abort(new Error("stopped"));
    await assert.rejects(loading, /stopped/);
    assert.deepEqual(await here.engine.leases.list(), []);
  });

  test("refuses a directory, and says how to send it", async () => {
    using here = context();
    const hint = "send it as one: tar -c -C /tmp . | nerdsh …";
    await assert.rejects(loadImageFile(here, "/tmp"), { code: "INVALID_VALUE", message: /^a directory/, hint });
  });

  test("refuses a file that is not there by its name", async () => {
    using here = context();
    await assert.rejects(loadImageFile(here, "no/such/file.tar"), {
      code: "INVALID_VALUE",
      message: /no\/such\/file\.tar/,
    });
  });

  test("refuses an archive that is cut, wherever", async () => {
    const whole = tar({ "c.json": config(digestOf(layer)), "layer.tar": layer, "manifest.json": table });
    for (let at = 100; at < whole.length - 1_600; at += 900) {
      using here = context();
      await assert.rejects(loadImages(here, only(whole.subarray(0, at))), { code: "ARCHIVE_INVALID" });
    }
  });
});
