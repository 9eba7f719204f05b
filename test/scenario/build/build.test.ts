import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { dockerfile } from "../../../src/api/dockerfile.ts";
import type { ImageHandle } from "../../../src/api/image-handle.ts";
import { openApi, type TestApi } from "../../support/api.ts";
import { useBundle } from "../../support/command-line.ts";
import { ownedDirectory } from "../../support/owned-directory.ts";
import { programOutput } from "../../support/program.ts";
import { atRegistry } from "../../support/push-world.ts";
import { type Registry, startRegistry } from "../../support/registry.ts";
import { testWorld } from "../../support/world.ts";

let api: TestApi;
let registry: Registry;
let directory: string;

before(async () => {
  await useBundle();
  await using world = await testWorld();
  api = await openApi(world);
  registry = await startRegistry({ writable: true, images: "none" });
  directory = await ownedDirectory("nerdsh-test-");
});
after(async () => {
  api?.[Symbol.dispose]();
  await registry?.[Symbol.asyncDispose]();
  if (directory) await rm(directory, { recursive: true, force: true });
});

/** In-toto's, with SLSA's provenance of a build in it. */
interface Statement {
  readonly subject: readonly { readonly digest: { readonly sha256: string } }[];
  readonly predicate: {
    readonly invocation: { readonly parameters: { readonly frontend: string } };
    readonly buildConfig?: object;
  };
}

/** A context with these files; its path. */
async function contextOf(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const context = join(directory, name);
  for (const [file, text] of Object.entries(files)) {
    await mkdir(join(context, file, ".."), { recursive: true });
    await writeFile(join(context, file), text);
  }
  return context;
}

async function outputOf(image: ImageHandle, command: readonly string[]): Promise<string> {
  return (await image.run(command).text()).trim();
}

describe("nerdsh build", () => {
  test("gives an image that runs, with all its names; the next build and FROM know it, and no builder was asked for", async () => {
    await using world = await testWorld();
    const context = await contextOf("names", {
      Dockerfile: "FROM busybox\nARG GREETING\nCOPY text /\nRUN echo $GREETING >> /text\nCMD cat /text\n",
      text: "hello\n",
    });
    const words = ["build", "-t", "app", "-t", "app:2", "--build-arg", "GREETING=you", "--label", "a=b"];
    const files = ["--iidfile", join(directory, "iid"), "--metadata-file", join(directory, "metadata.json")];
    const built = await world.nerdsh([...words, ...files, context]);
    assert.equal(built.exitCode, 0, built.stderr);
    assert.equal(built.stdout, "");
    assert.match(built.stderr, /\[3\/3\] RUN echo you >> \/text|RUN echo \$GREETING/);
    const quiet = await world.nerdsh(["image", "build", "-q", ...words.slice(1), context]);
    const id = readFileSync(join(directory, "iid"), "utf8");
    assert.equal(quiet.stdout, `${id}\n`);
    const [first, second] = [await api.image("app"), await api.image("app:2")];
    assert.deepEqual([first.configDigest, second.configDigest], [id, id]);
    assert.deepEqual(first.config.Labels, { a: "b" });
    const metadata = JSON.parse(readFileSync(join(directory, "metadata.json"), "utf8"));
    assert.equal(metadata["containerimage.digest"], first.digest);
    assert.equal(metadata["image.name"], "docker.io/library/app:latest,docker.io/library/app:2");
    assert.equal(await first.run().text(), "hello\nyou");
    const child = await api.build(dockerfile`FROM app
RUN echo child >> /text`);
    assert.equal(await child.run().text(), "hello\nyou\nchild");
    const byId = await world.nerdsh(["run", "--rm", quiet.stdout.trim()]);
    assert.equal(byId.stdout, "hello\nyou\n", byId.stderr);
  });

  test("reads its Dockerfile, or everything, from stdin", async () => {
    await using world = await testWorld();
    const context = await contextOf("stdin", { "in/file": "content" });
    const text = "FROM scratch\nCOPY file /\n";
    const named = ["build", "-f", "-", "-o", join(directory, "stdin-out"), join(context, "in")];
    assert.equal((await world.nerdsh(named, { input: text })).exitCode, 0);
    assert.deepEqual(await readdir(join(directory, "stdin-out")), ["file"]);
  });

  test("writes its result to directories, archives and layouts, several at a time, and to stdout", async () => {
    await using world = await testWorld();
    const context = await contextOf("outputs", { Dockerfile: "FROM scratch\nCOPY a /a\n", a: "A" });
    const place = (name: string) => join(directory, name);
    const outputs = [
      place("tree"),
      `type=tar,dest=${place("root.tar")}`,
      `type=oci,dest=${place("oci.tar")}`,
      `type=docker,dest=${place("docker.tar")}`,
    ];
    assert.equal(await api.build(context, { output: outputs, tag: "outputs" }), undefined);
    assert.equal(readFileSync(join(place("tree"), "a"), "utf8"), "A");
    assert.equal(await programOutput("tar", ["-tf", place("root.tar")]), "a\n");
    assert.match(await programOutput("tar", ["-tf", place("oci.tar")]), /^index\.json$/m);
    assert.match(await programOutput("tar", ["-tf", place("docker.tar")]), /^manifest\.json$/m);
    await assert.rejects(api.image("outputs"), { code: "UNKNOWN_IMAGE" });

    await api.build(context, { output: `type=oci,tar=false,dest=${place("layout")}`, tag: "outputs:1" });
    const copied = dockerfile`FROM scratch
COPY --from=other /a /b`;
    const layout = `oci-layout://${place("layout")}:1`;
    await api.build(copied, { buildContext: { other: layout }, output: place("from-layout") });
    assert.deepEqual(await readdir(place("from-layout")), ["b"]);

    const stdout = await world.nerdsh(["build", "-q", "-o", "-", context]);
    assert.equal(stdout.exitCode, 0, stdout.stderr);
    assert.match(stdout.stdout, /^a\0/);
  });

  test("pushes what it builds, compressed whatever was built before, and has it here too", async () => {
    const name = `${registry.host}/pushed:1`;
    const file = dockerfile`FROM busybox
RUN echo pushed > /pushed`;
    await api.build(file);
    const pushed = await api.build(file, { tag: name, push: true });
    assert.equal(await pushed.run(["cat", "/pushed"]).text(), "pushed");
    const { layers = [] } = await atRegistry(name);
    assert.deepEqual(
      layers.map(({ mediaType }) => /gzip$/.test(mediaType)),
      [true, true],
    );
  });

  test("builds for several platforms at once, with annotations and provenance in the index", async () => {
    const context = await contextOf("platforms", {
      Dockerfile: "FROM scratch\nARG TARGETARCH\nCOPY $TARGETARCH /arch\n",
      amd64: "amd64",
      arm64: "arm64",
    });
    const name = `${registry.host}/platforms:1`;
    const image = await api.build(context, {
      tag: name,
      platform: ["linux/amd64", "linux/arm64"],
      annotation: ["index:org.example=index"],
      provenance: "mode=max",
    });
    assert.equal(image.platform.os, "linux");
    await image.push({ allPlatforms: true });
    const index = await atRegistry(name);
    assert.deepEqual(
      index.manifests?.map(({ platform }) => platform?.architecture),
      ["amd64", "arm64", "unknown", "unknown"],
    );
    assert.deepEqual((index as { annotations?: object }).annotations, { "org.example": "index" });

    const [amd64, , attested] = index.manifests!;
    assert.equal(attested?.annotations?.["vnd.docker.reference.digest"], amd64?.digest);
    const { layers = [] } = await atRegistry(`${registry.host}/platforms@${attested?.digest}`);
    assert.equal(layers[0]?.annotations?.["in-toto.io/predicate-type"], "https://slsa.dev/provenance/v0.2");
    const blob = await fetch(`${registry.url}/v2/platforms/blobs/${layers[0]?.digest}`);
    const { subject, predicate } = (await blob.json()) as Statement;
    assert.equal(`sha256:${subject[0]?.digest.sha256}`, amd64?.digest);
    assert.equal(predicate.invocation.parameters.frontend, "dockerfile.v0");
    assert.ok(predicate.buildConfig, "which mode=max alone has");
  });

  test("takes steps from caches in directories and in registries", async () => {
    await using world = await testWorld();
    const context = await contextOf("caches", {
      Dockerfile: "FROM busybox\nRUN head -c 16 /dev/urandom | od > /random\n",
    });
    const { host } = registry;
    const cacheTo = [`type=local,dest=${join(directory, "cache")}`, `type=registry,ref=${host}/cache:1`];
    const first = await api.build(context, { tag: "cached", cacheTo });
    const random = await outputOf(first, ["cat", "/random"]);
    for (const cacheFrom of [`type=local,src=${join(directory, "cache")}`, `${host}/cache:1`]) {
      const pruned = await world.nerdsh(["builder", "prune", "--all", "--force"]);
      assert.equal(pruned.exitCode, 0, pruned.stderr);
      const again = await api.build(context, { tag: "cached", cacheFrom });
      assert.equal(await outputOf(again, ["cat", "/random"]), random);
    }
    const other = await api.build(context, { tag: "cached", noCache: true });
    assert.notEqual(await outputOf(other, ["cat", "/random"]), random);
  });
});
