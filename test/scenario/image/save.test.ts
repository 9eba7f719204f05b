import assert from "node:assert/strict";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { loadImageFile, loadImages } from "../../../src/image/archive/load.ts";
import { repositoryTags } from "../../../src/image/archive/repository-tags.ts";
import { saveImages, saveToFile } from "../../../src/image/archive/save.ts";
import { imageFromFiles } from "../../../src/image/from-files.ts";
import { pullImage } from "../../../src/image/pull/pull.ts";
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

const context = () => imageContext({ address: engine.address, hostsDir: registry.hostsDir });
type Here = ReturnType<typeof context>;

const pull = (here: Here, reference: string, platform?: string) =>
  pullImage(here, { reference, platform, policy: "missing", unpack: platform === undefined });

async function bytesOf(archive: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

describe("save", () => {
  test("writes what skopeo reads as a docker archive and as an OCI archive", async () => {
    await using directory = await temporaryDirectory();
    using here = context();
    const image = await pull(here, "layered");
    const file = join(directory.path, "saved.tar");
    await saveToFile(here, file, ["layered"]);
    for (const form of [`docker-archive:${file}:layered:latest`, `oci-archive:${file}:latest`]) {
      const inspected = JSON.parse(await programOutput("skopeo", ["inspect", "--config", form]));
      assert.deepEqual(inspected.rootfs.diff_ids, image.diffIds);
      await programOutput("skopeo", ["copy", "--quiet", form, `dir:${join(directory.path, form.split(":")[0]!)}`]);
    }
  });

  test("writes what ctr imports whole, under the same names", async () => {
    await using directory = await temporaryDirectory();
    using here = context();
    await Promise.all([pull(here, "layered"), pull(here, "busybox")]);
    const file = join(directory.path, "saved.tar");
    await saveToFile(here, file, ["layered", "busybox"]);
    const ctr = (...args: string[]) =>
      programOutput("ctr", ["--address", engine.address, "--namespace", `${here.namespace}-ctr`, ...args]);
    await ctr("images", "import", file);
    const checked = await ctr("images", "check");
    for (const name of ["layered", "busybox"])
      assert.match(checked, new RegExp(`library/${name}:latest .* complete .* true$`, "m"));
  });

  test("reads back what it wrote: same digest, names and layers", async () => {
    using here = context();
    const image = await imageFromFiles(here, { name: "made:1", files: { "/etc/motd": "hello\n" } });
    const archive = await bytesOf(await saveImages(here, ["made:1"]));
    using other = context();
    assert.deepEqual(await loadImages(other, only(archive)), [image]);
  });

  test("has an image in Docker's form in OCI's, too, for readers that know no other", async () => {
    await using directory = await temporaryDirectory();
    using here = context();
    const { manifestDigest, diffIds, layers } = await pull(here, "busybox");
    assert.match(layers[0]!.mediaType, /^application\/vnd\.docker\./);
    const file = join(directory.path, "saved.tar");
    await saveToFile(here, file, ["busybox"]);
    const config = await programOutput("skopeo", ["inspect", "--config", `oci-archive:${file}:latest`]);
    assert.deepEqual(JSON.parse(config).rootfs.diff_ids, diffIds);
    await programOutput("skopeo", ["copy", "--quiet", `oci-archive:${file}:latest`, `oci:${directory.path}/oci`]);
    using other = context();
    const loaded = await loadImageFile({ ...other, cwd: directory.path }, file);
    assert.deepEqual(
      loaded.map((image) => [image.reference, image.digest]),
      [["busybox:latest", manifestDigest]],
    );
  });

  test("gives the same bytes for the same images, in whatever order they are named", async () => {
    using here = context();
    await Promise.all([pull(here, "layered"), pull(here, "busybox")]);
    const one = await bytesOf(await saveImages(here, ["layered", "busybox"]));
    const other = await bytesOf(await saveImages(here, ["busybox:latest", "layered", "busybox"]));
    assert.ok(one.equals(other));
  });

  test("of a repository without a tag is all its tags on the command line, as in Docker", async () => {
    using here = context();
    for (const tag of ["1", "2"]) await imageFromFiles(here, { name: `team/app:${tag}`, files: { "/tag": tag } });
    const { configDigest } = await imageFromFiles(here, { name: "team/app-two:1", files: {} });
    assert.deepEqual(await repositoryTags(here, "team/app"), ["docker.io/team/app:1", "docker.io/team/app:2"]);
    for (const one of ["team/app:1", "team/other", configDigest, configDigest.slice(7, 19)])
      assert.deepEqual(await repositoryTags(here, one), [one]);
  });

  test("saves an image asked for by its ID without its names", async () => {
    using here = context();
    const { configDigest, digest } = await imageFromFiles(here, { name: "made:1", files: { "/a": "a" } });
    const archive = await bytesOf(await saveImages(here, [configDigest]));
    using other = context();
    const [loaded] = await loadImages(other, only(archive));
    assert.equal(loaded?.name, `overlayfs@${digest}`);
  });

  describe("of an image of several platforms", () => {
    test("takes the host's, or what is here, with a manifest of its own", async () => {
      using here = context();
      const { manifestDigest } = await pull(here, "multiarch", "linux/arm64");
      using other = context();
      const [loaded] = await loadImages(other, await saveImages(here, ["multiarch"]));
      assert.deepEqual([loaded?.digest, loaded?.platform.architecture], [manifestDigest, "arm64"]);
    });

    test("has none of its names that has the digest of them all", async () => {
      using here = context();
      const { digest, manifestDigest } = await pull(here, "multiarch");
      const byDigest = await pull(here, `multiarch@${digest}`);
      using other = context();
      const [loaded] = await loadImages(other, await saveImages(here, [byDigest.name]));
      assert.equal(loaded?.name, `overlayfs@${manifestDigest}`);
    });

    test("takes all that are here, or those that are asked for", async () => {
      await using directory = await temporaryDirectory();
      using here = context();
      const host = await pull(here, "multiarch");
      await pull(here, "multiarch", "linux/arm64");
      const all = await bytesOf(await saveImages(here, ["multiarch"], { allPlatforms: true }));
      const both = await bytesOf(await saveImages(here, ["multiarch"], { platform: ["linux/amd64", "linux/arm64"] }));
      assert.ok(all.equals(both));
      const file = join(directory.path, "all.tar");
      await writeFile(file, all);
      await programOutput("skopeo", ["copy", "--quiet", "--all", `oci-archive:${file}`, `dir:${directory.path}/dir`]);
      using other = context();
      const [loaded] = await loadImages(other, only(all), { allPlatforms: true });
      assert.equal(loaded?.manifestDigest, host.manifestDigest);
      await assert.rejects(saveImages(here, ["multiarch"], { platform: ["linux/s390x"] }), { code: "UNSUPPORTED" });
    });

    test("says which platform is not here", async () => {
      using here = context();
      await pull(here, "multiarch");
      const arm = saveImages(here, ["multiarch"], { platform: ["linux/arm64"] });
      await assert.rejects(arm, { code: "IMAGE_NOT_PRESENT", message: /linux\/arm64/ });
      await imageFromFiles(here, { name: "single:1", files: { "/a": "a" } });
      const other = saveImages(here, ["single:1"], { platform: ["linux/s390x"] });
      await assert.rejects(other, { code: "UNSUPPORTED", hint: /it has linux\// });
    });
  });

  describe("into a file", () => {
    test("leaves the old file, and nothing beside it, where it is cut", async () => {
      await using directory = await temporaryDirectory();
      const stop = new AbortController();
      using here = imageContext({ address: engine.address, hostsDir: registry.hostsDir, signal: stop.signal });
      await pull(here, "layered");
      const file = join(directory.path, "saved.tar");
      await writeFile(file, "old");
      await saveToFile(here, join(directory.path, "whole.tar"), ["layered"]);
      stop.abort(new Error("cut"));
      await assert.rejects(saveToFile(here, file, ["layered"]), /cut/);
      assert.deepEqual((await readdir(directory.path)).sort(), ["saved.tar", "whole.tar"]);
      assert.equal(await readFile(file, "utf8"), "old");
    });

    test("removes what a killed save left of it", async () => {
      await using directory = await temporaryDirectory();
      using here = context();
      await imageFromFiles(here, { name: "made:1", files: { "/a": "a" } });
      await writeFile(join(directory.path, ".a.tar.999999999-1-00000000-0000.0.partial"), "half");
      await writeFile(join(directory.path, ".b.tar.999999999-1-00000000-0000.0.partial"), "another's");
      await saveToFile(here, join(directory.path, "a.tar"), ["made:1"]);
      const names = (await readdir(directory.path)).sort();
      assert.deepEqual(names, [".b.tar.999999999-1-00000000-0000.0.partial", "a.tar"]);
    });

    test("follows a link, and writes into a device as it comes", async () => {
      await using directory = await temporaryDirectory();
      using here = context();
      await imageFromFiles(here, { name: "made:1", files: { "/a": "a" } });
      await mkdir(join(directory.path, "there"));
      await writeFile(join(directory.path, "there/real.tar"), "");
      await symlink("there/real.tar", join(directory.path, "link.tar"));
      await saveToFile(here, join(directory.path, "link.tar"), ["made:1"]);
      const saved = await readFile(join(directory.path, "there/real.tar"));
      assert.ok(saved.equals(await bytesOf(await saveImages(here, ["made:1"]))));
      await saveToFile(here, "/dev/null", ["made:1"]);
    });

    test("says where it cannot be", async () => {
      await using directory = await temporaryDirectory();
      using here = context();
      await imageFromFiles(here, { name: "made:1", files: { "/a": "a" } });
      const into = (path: string) => saveToFile(here, join(directory.path, path), ["made:1"]);
      await assert.rejects(into("no/such/a.tar"), { code: "INVALID_VALUE", message: /no such directory/ });
      await assert.rejects(into("."), { code: "INVALID_VALUE", message: /is a directory/ });
      await assert.rejects(saveToFile(here, "/a.tar", ["mde:1"]), { code: "UNKNOWN_IMAGE", hint: /made:1/ });
    });
  });

  test("names a part of the image that is gone", async () => {
    using here = context();
    const { layers } = await pull(here, "layered");
    await here.engine.content.delete(layers[1]!.digest);
    await assert.rejects(saveImages(here, ["layered"]), { code: "IMAGE_NOT_PRESENT", message: /a part of the image/ });
  });
});
