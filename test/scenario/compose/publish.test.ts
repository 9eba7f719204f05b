import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { readyCommandLine } from "../../support/command-line.ts";
import { composeApp } from "../../support/compose-app.ts";
import { privateWorld } from "../../support/private-world.ts";

before(readyCommandLine);

const accept = "application/vnd.oci.image.manifest.v1+json";

describe("compose publish", () => {
  it("pushes the files as they are, and the digests of images where these are wanted", async () => {
    await using world = await privateWorld({ registry: { writable: true } });
    const { url, host } = world.registry;
    await using app = await composeApp(world, `services: { web: { image: ${host}/library/busybox } }\n`);
    const name = `${host}/team/shop:1`;
    const planned = await app.compose("--dry-run", "publish", name);
    assert.equal(planned, `publish compose.yaml to ${name}\n`);
    const digest = (await app.compose("publish", "--resolve-image-digests", name)).trim();
    const answer = await fetch(`${url}/v2/team/shop/manifests/1`, { headers: { accept } });
    assert.equal(answer.headers.get("docker-content-digest"), digest);
    const { artifactType, layers } = (await answer.json()) as {
      artifactType: string;
      layers: { digest: string; annotations: Record<string, string> }[];
    };
    assert.equal(artifactType, "application/vnd.docker.compose.project");
    const texts = await Promise.all(
      layers.map(async (layer) => await (await fetch(`${url}/v2/team/shop/blobs/${layer.digest}`)).text()),
    );
    assert.deepEqual(
      layers.map(({ annotations }) => annotations["com.docker.compose.file"]),
      ["compose.yaml", "image-digests.yaml"],
    );
    assert.equal(texts[0], `name: ${app.name}\nservices: { web: { image: ${host}/library/busybox } }\n`);
    assert.match(texts[1] ?? "", /^services:\n {2}web:\n {4}image: \S+\/library\/busybox\S*@sha256:[0-9a-f]{64}\n$/);
  });
});
