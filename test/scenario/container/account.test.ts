import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { accountFiles } from "../../../src/container/spec/account.ts";
import { localImage } from "../../../src/image/image.ts";
import { startContainers } from "../../support/containers.ts";

describe("an image's accounts", () => {
  test("can be read by several at once, each of whom leaves nothing", async () => {
    await using containers = await startContainers();
    const { context } = containers;
    const image = await localImage(context, "docker.io/library/busybox:latest");
    await rm(join(context.settings.dataStore, "accounts"), { recursive: true, force: true });
    const read = await Promise.all(Array.from({ length: 8 }, () => accountFiles(context, image!)));
    for (const { passwd, group } of read) {
      assert.match(passwd, /^guest:x:1000:1000:/m);
      assert.match(group, /^guest:x:1000:$/m);
    }
    const views = (await context.engine.snapshots().list()).filter(({ kind }) => kind === "VIEW");
    assert.deepEqual(views, []);
  });
});
