import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { imageFromFiles } from "../../../src/image/from-files.ts";
import { imageHistory } from "../../../src/image/history.ts";
import { inspectImage, nativeImage } from "../../../src/image/inspect.ts";
import { startEngine, type TestEngine } from "../../support/engine.ts";
import { imageContext } from "../../support/image-context.ts";

let engine: TestEngine;

before(async () => {
  engine = await startEngine();
});
after(() => engine[Symbol.asyncDispose]());

describe("an image of one platform", () => {
  test("is shown where no platform is asked for, or its own, and refused of another one", async () => {
    using here = imageContext({ address: engine.address });
    await imageFromFiles(here, { name: "arm:1", files: {}, platform: "linux/arm64" });
    for (const show of [inspectImage, nativeImage, imageHistory]) {
      const shown = await show(here, "arm:1");
      assert.deepEqual(await show(here, "arm:1", { os: "linux", architecture: "arm64" }), shown);
      const refused = show(here, "arm:1", { os: "linux", architecture: "s390x" });
      await assert.rejects(refused, { code: "UNSUPPORTED", hint: "it has linux/arm64" });
    }
  });
});
