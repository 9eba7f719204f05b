import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { manifestAnnotateCommand } from "../../../src/commands/manifest/annotate.ts";
import { manifestCreateCommand } from "../../../src/commands/manifest/create.ts";
import { manifestInspectCommand } from "../../../src/commands/manifest/inspect.ts";
import { manifestPushCommand } from "../../../src/commands/manifest/push.ts";
import { manifestRmCommand } from "../../../src/commands/manifest/rm.ts";
import type { Context } from "../../../src/context.ts";
import { pushImage } from "../../../src/image/push/push.ts";
import { resolveSettings } from "../../../src/settings/resolve.ts";
import { present } from "../../../src/ui/present.ts";
import { startEngine } from "../../support/engine.ts";
import { imageContext } from "../../support/image-context.ts";
import { programOutput } from "../../support/program.ts";
import { type MadeImage, storedImage } from "../../support/push-image.ts";
import { type Registry, startRegistry } from "../../support/registry.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

let registry: Registry;
let other: Registry;
let amd64: MadeImage;
let arm64: MadeImage;
let elsewhere: MadeImage;

before(async () => {
  await using engine = await startEngine();
  const options = { writable: true, images: "none" } as const;
  [registry, other] = await Promise.all([startRegistry(options), startRegistry(options)]);
  using here = imageContext({ address: engine.address });
  amd64 = await storedImage(here.engine, `${registry.host}/team/app:amd64`, { layers: [70_000] });
  arm64 = await storedImage(here.engine, `${registry.host}/team/app:arm64`, { platform: "linux/arm64" });
  elsewhere = await storedImage(here.engine, `${other.host}/mine:1`, {
    layers: [200_000, 10],
    platform: "linux/s390x",
  });
  for (const { name } of [amd64, arm64, elsewhere]) await pushImage(here, { reference: name });
});
after(async () => {
  await registry[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
});

/** The commands with a data root of their own, as the command line calls them. */
async function lists() {
  const root = await temporaryDirectory();
  const settings = await resolveSettings({ environment: { NERDSH_ROOT: root.path } });
  // These commands need nothing else: they call no engine.
  const context = { settings, signal: new AbortController().signal } as Context;
  const plain = { insecure: false };
  return {
    files: async () => await readdir(join(settings.dataRoot, "manifests"), { recursive: true }),
    create: async (list: string, manifests: string[], amend = false) =>
      present(
        manifestCreateCommand.output as never,
        await manifestCreateCommand.execute(context, { list, manifests, amend, ...plain }),
        {},
      ),
    annotate: async (list: string, manifest: string, flags: object) =>
      await manifestAnnotateCommand.execute(context, {
        ...{ list, manifest, arch: undefined, os: undefined, osVersion: undefined, variant: undefined, osFeatures: [] },
        ...flags,
      }),
    inspect: async (manifest: string, verbose = false) =>
      JSON.parse(
        present(
          manifestInspectCommand.output as never,
          await manifestInspectCommand.execute(context, { manifest, verbose, ...plain }),
          {},
        ),
      ),
    push: async (list: string, purge = false) =>
      present(
        manifestPushCommand.output as never,
        await manifestPushCommand.execute(context, { list, purge, ...plain }),
        {},
      ),
    rm: async (...names: string[]) => await manifestRmCommand.execute(context, { lists: names }),
    [Symbol.asyncDispose]: async () => await root[Symbol.asyncDispose](),
  };
}

const atRegistry = async (name: string) =>
  JSON.parse(await programOutput("skopeo", ["inspect", "--raw", "--tls-verify=false", `docker://${name}`]));

describe("a manifest list", () => {
  test("is made here and pushed as one image of several platforms, each with its blobs", async () => {
    await using here = await lists();
    const list = `${registry.host}/team/all:1`;
    assert.equal(await here.create(list, [amd64.name, arm64.name]), `Created manifest list ${list}\n`);
    await here.create(list, [elsewhere.name], true);
    const lines = (await here.push(list)).trim().split("\n");
    const top = await atRegistry(list);
    assert.deepEqual(
      top.manifests
        .map(({ digest, platform }: never) => [digest, (platform as { architecture: string }).architecture])
        .sort(),
      [
        [amd64.target.digest, "amd64"],
        [arm64.target.digest, "arm64"],
        [elsewhere.target.digest, "s390x"],
      ].sort(),
    );
    assert.equal(lines.length, 4);
    assert.ok(
      lines.includes(`Pushed ref ${registry.host}/team/all@${amd64.target.digest} with digest: ${amd64.target.digest}`),
    );
    await using copy = await temporaryDirectory();
    const words = ["copy", "--all", "--src-tls-verify=false", `docker://${list}`, `dir:${join(copy.path, "all")}`];
    await programOutput("skopeo", words);
    assert.ok((await readdir(join(copy.path, "all"))).includes(elsewhere.layers[0]!.digest.slice("sha256:".length)));
  });

  test("lies where nerdctl keeps it, and shows as the index that it will be", async () => {
    await using here = await lists();
    const list = `${registry.host}/team/kept:1`;
    await here.create(list, [amd64.name]);
    const safe = (name: string) => name.replaceAll(":", "-").replaceAll("/", "_");
    assert.deepEqual((await here.files()).sort(), [safe(list), `${safe(list)}/${safe(amd64.name)}`]);
    const { manifests } = await here.inspect(list);
    assert.deepEqual(manifests, [
      {
        mediaType: amd64.target.mediaType,
        size: amd64.target.size,
        digest: amd64.target.digest,
        platform: { architecture: "amd64", os: "linux" },
      },
    ]);
  });

  test("takes annotations of what its manifests run on", async () => {
    await using here = await lists();
    const list = `${registry.host}/team/annotated:1`;
    await here.create(list, [arm64.name]);
    await here.annotate(list, arm64.name, { arch: "arm", variant: "v7", osVersion: "10.0", osFeatures: ["a,b", "a"] });
    const { manifests } = await here.inspect(list);
    assert.deepEqual(manifests[0].platform, {
      ...{ architecture: "arm", os: "linux", "os.version": "10.0", "os.features": ["a", "b"], variant: "v7" },
    });
    await assert.rejects(here.annotate(list, amd64.name, { arch: "arm" }), {
      code: "UNKNOWN_OBJECT",
      message: `manifest for image ${amd64.name} does not exist in ${list}`,
    });
  });

  test("is not made over another one, of an index, or of what is not there", async () => {
    await using here = await lists();
    const list = `${registry.host}/team/twice:1`;
    await here.create(list, [amd64.name]);
    await assert.rejects(here.create(list, [arm64.name]), { code: "ALREADY_EXISTS" });
    await here.push(list);
    await assert.rejects(here.create(`${list}2`, [list]), { code: "INVALID_VALUE" });
    await assert.rejects(here.create(`${list}2`, [`${registry.host}/none`]), { code: "UNKNOWN_IMAGE" });
    assert.equal((await here.files()).length, 2);
  });

  test("is forgotten by rm, and by a push that is told so", async () => {
    await using here = await lists();
    const list = `${registry.host}/team/gone:1`;
    await here.create(list, [amd64.name]);
    await here.push(list, true);
    await assert.rejects(here.push(list), { code: "UNKNOWN_OBJECT", message: `no such manifest list: ${list}` });
    await here.create(list, [amd64.name]);
    await here.rm(list);
    await assert.rejects(here.rm(list), { code: "UNKNOWN_OBJECT" });
    assert.deepEqual(await here.files(), []);
  });
});

describe("a manifest at its registry", () => {
  test("shows as it is stored there, or with its descriptor and bytes", async () => {
    await using here = await lists();
    assert.deepEqual(await here.inspect(amd64.name), await atRegistry(amd64.name));
    const entry = await here.inspect(amd64.name, true);
    assert.equal(entry.Ref, `${amd64.name}@${amd64.target.digest}`);
    assert.deepEqual(JSON.parse(Buffer.from(entry.Raw, "base64").toString()), entry.OCIManifest);
  });
});
