import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { imageFromFiles } from "../../../src/image/from-files.ts";
import { pushImage } from "../../../src/image/push/push.ts";
import { storedImage, storedIndex } from "../../support/push-image.ts";
import { atRegistry, type PushWorld, startPushWorld } from "../../support/push-world.ts";

let world: PushWorld;

before(async () => {
  world = await startPushWorld();
});
after(() => world[Symbol.asyncDispose]());

const context = () => world.context();
type Here = ReturnType<typeof context>;

describe("a push of several platforms", () => {
  const index = async (here: Here, repository: string) => {
    const amd64 = await storedImage(here.engine, `${world.host}/${repository}:amd64`);
    const arm64 = await storedImage(here.engine, `${world.host}/${repository}:arm64`, { platform: "linux/arm64" });
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
    const name = `${world.host}/both:1`;
    const { digest } = await storedIndex(here.engine, name, [amd64, arm64]);
    for (const allPlatforms of [false, true]) {
      const { images, requests } = await world.push(here, { reference: name, allPlatforms });
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
    const name = `${world.host}/some:1`;
    const whole = await storedIndex(here.engine, name, [amd64, s390x, arm64]);
    const [first] = (await world.push(here, { reference: name })).images;
    assert.deepEqual(await platformsAt(name), ["amd64", "arm64"]);
    assert.notEqual(first?.digest, whole.digest);
    assert.deepEqual((await world.push(here, { reference: name, platforms: ["linux/arm64", "amd64"] })).images, [
      first,
    ]);
    await pushImage(here, { reference: name, platforms: ["linux/arm64"] });
    assert.deepEqual(await platformsAt(name), ["arm64"]);
  });

  test("by a digest brings what has that digest, or nothing", async () => {
    using here = context();
    const { amd64, arm64, s390x } = await index(here, "pinned");
    const whole = await storedIndex(here.engine, `${world.host}/pinned:1`, [amd64, arm64]);
    const pinned = `${world.host}/pinned@${whole.digest}`;
    await storedIndex(here.engine, pinned, [amd64, arm64]);
    assert.equal((await world.push(here, { reference: pinned })).images[0]?.digest, whole.digest);
    const { digest } = await storedIndex(here.engine, `${world.host}/partly:1`, [amd64, s390x]);
    const partly = `${world.host}/partly@${digest}`;
    await storedIndex(here.engine, partly, [amd64, s390x]);
    const before = world.seen.requests.length;
    await assert.rejects(world.push(here, { reference: partly }), { code: "IMAGE_NOT_PRESENT" });
    assert.equal(world.seen.requests.length, before);
  });

  test("says which one is not here, or not in the image, and leaves the tag as it was", async () => {
    using here = context();
    const { amd64, s390x } = await index(here, "fails");
    const name = `${world.host}/fails:1`;
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
    const single = await imageFromFiles(here, { name: `${world.host}/single:1`, files: {}, platform: "linux/arm64" });
    await assert.rejects(pushImage(here, { reference: single.name, platforms: ["linux/s390x"] }), {
      code: "UNSUPPORTED",
      hint: "it has linux/arm64",
    });
    for (const each of [name, single.name]) await assert.rejects(atRegistry(each), /unknown/);
  });
});
