import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { loadImages } from "../../../src/image/archive/load.ts";
import { digestOf } from "../../../src/registry/digest.ts";
import { startEngine, type TestEngine } from "../../support/engine.ts";
import { imageContext } from "../../support/image-context.ts";
import { rawTar } from "../../support/raw-tar.ts";

let engine: TestEngine;
before(async () => {
  engine = await startEngine();
});
after(async () => await engine[Symbol.asyncDispose]());

const context = () => imageContext({ address: engine.address });

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const tar = (files: Record<string, string | Uint8Array>) =>
  rawTar(...Object.entries(files).map(([name, content]) => ({ name, content })));

describe("load of an archive from before Docker 1.10", () => {
  const old = (id: string, more: object, layer: Uint8Array) => ({
    [`${id}/VERSION`]: "1.0",
    [`${id}/json`]: JSON.stringify({ id, architecture: "amd64", os: "linux", ...more }),
    [`${id}/layer.tar`]: layer,
  });
  const [below, above] = [tar({ "etc/motd": "hello\n" }), tar({ "etc/issue": "nerdsh\n" })];
  const files = {
    ...old("aa", { created: "2015-01-01T00:00:00Z", container_config: { Cmd: ["/bin/sh", "-c", "#(nop)"] } }, below),
    ...old("bb", { parent: "aa", config: { Cmd: ["/bin/sh"] }, author: "Ada" }, above),
  };

  test("makes the image that Docker's own migration made", async () => {
    using here = context();
    const repositories = JSON.stringify({ old: { "1": "bb", "2": "bb" } });
    const [image, other] = await loadImages(here, only(tar({ ...files, repositories })));
    assert.deepEqual([image?.reference, other?.reference], ["old:1", "old:2"]);
    assert.deepEqual(image?.diffIds, [digestOf(below), digestOf(above)]);
    assert.deepEqual(image?.config, { Cmd: ["/bin/sh"] });
    const document = JSON.parse((await here.engine.content.bytes(image!.configDigest)).toString());
    assert.deepEqual(document.history, [
      { created: "2015-01-01T00:00:00Z", created_by: "/bin/sh -c #(nop)" },
      { author: "Ada" },
    ]);
  });

  const refused: [what: string, files: Record<string, string | Uint8Array>, message: RegExp][] = [
    ["names a layer that is not there", { repositories: '{"old":{"1":"cc"}}' }, /a layer is not in the archive: cc/],
    [
      "has a layer below itself",
      { ...old("cc", { parent: "cc" }, below), repositories: '{"old":{"1":"cc"}}' },
      /more than 127 layers/,
    ],
  ];
  for (const [what, entries, message] of refused) {
    test(`refuses one that ${what}`, async () => {
      using here = context();
      await assert.rejects(loadImages(here, only(tar(entries))), { code: "ARCHIVE_INVALID", message });
    });
  }
});
