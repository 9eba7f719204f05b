import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type PullInput, pullImage } from "../../../src/image/pull/pull.ts";
import { mediaTypes } from "../../../src/registry/descriptor.ts";
import { digestOf } from "../../../src/registry/digest.ts";
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

/** Pulls into a namespace of its own. */
function puller() {
  const context = imageContext({ address: engine.address });
  const pull = async (reference: string, input: Partial<PullInput> = {}) =>
    await pullImage(context, { reference, policy: "always", ...input });
  return { ...context, pull };
}

describe("a pull of a tag that has moved", () => {
  test("brings what it has by now, whatever the image that is here lacks", async () => {
    using here = puller();
    const [own, other] = [on(made.simple("own"), architecture), on(made.simple("other", "s390x"), "s390x")];
    const name = registry.tag("moved", "latest", made.index(own));
    await here.pull(name);
    const failure = { code: "UNSUPPORTED", message: `no linux/s390x in the image ${name}` };
    await assert.rejects(here.pull(name, { platform: "linux/s390x" }), failure);
    registry.tag("moved", "latest", made.index(own, other));
    const { platform } = await here.pull(name, { platform: "linux/s390x", policy: "missing" });
    assert.equal(platform.architecture, "s390x");

    registry.tag("moved", "latest", made.artefact("application/vnd.example.chart"));
    await here.pull(name, { unpack: "auto" });
    registry.tag("moved", "latest", made.index(own));
    assert.equal((await here.pull(name, { unpack: true })).artefact, undefined);
  });
});

describe("a pull of an image that its registry has lost a part of", () => {
  const rejection = (name: string, digest: string) => ({
    code: "REGISTRY_FAILED",
    message: `its registry does not have all of the image ${name}: ${digest} is missing`,
  });

  test("names the layer, and goes on where the registry has it again", async () => {
    using here = puller();
    const { ociLayer } = mediaTypes;
    const tars = [tar("kept"), tar("lost")] as const;
    const kept = registry.put(ociLayer, tars[0]);
    const gone = { ...kept, digest: digestOf(tars[1]), size: tars[1].length };
    const name = registry.tag(
      "lost",
      "layer",
      made.image({ layers: [kept, gone], diffIds: [kept.digest, gone.digest] }),
    );
    await assert.rejects(here.pull(name), rejection(name, gone.digest));
    registry.put(ociLayer, tars[1]);
    assert.equal((await here.pull(name)).layers.length, 2);
  });

  test("names the manifest", async () => {
    using here = puller();
    const gone = { ...made.simple("gone"), digest: digestOf("gone") };
    const name = registry.tag("lost", "manifest", made.index(on(gone, architecture)));
    await assert.rejects(here.pull(name), rejection(name, gone.digest));
  });
});
