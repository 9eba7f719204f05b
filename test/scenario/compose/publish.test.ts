import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { readyCommandLine } from "../../support/command-line.ts";
import { composeApp } from "../../support/compose-app.ts";
import { startGitServer } from "../../support/git-server.ts";
import { privateWorld } from "../../support/private-world.ts";
import { testWorld } from "../../support/world.ts";

before(readyCommandLine);

const accept = "application/vnd.oci.image.manifest.v1+json";

describe("compose publish", () => {
  it("pushes the files as they are, and the digests of images where these are wanted, to be used from there", async () => {
    await using world = await privateWorld({ registry: { writable: true } });
    const { url, host } = world.registry;
    await using app = await composeApp(
      world,
      `services: { web: { image: ${host}/library/busybox, command: [sleep, inf] } }\n`,
    );
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
    assert.equal(
      texts[0],
      `name: ${app.name}\nservices: { web: { image: ${host}/library/busybox, command: [sleep, inf] } }\n`,
    );
    assert.match(texts[1] ?? "", /^services:\n {2}web:\n {4}image: \S+\/library\/busybox\S*@sha256:[0-9a-f]{64}\n$/);

    await app.write(`services: { web: { extends: { file: "oci://${name}", service: web }, tty: true } }`);
    assert.match(
      await app.compose("config"),
      new RegExp(`image: ${host}/library/busybox\\S*@sha256:[\\s\\S]*\n    tty: true`),
    );
    assert.equal(await app.compose("-f", `oci://${name}`, "-p", app.name, "up", "-d"), "");
    assert.deepEqual(await app.states(), { "web-1": "running" });
    const image = await app.run("-f", `oci://${host}/library/busybox`, "config");
    assert.match(image.stderr, /no compose project, but something else: .*busybox/);
  });
});

describe("a project in Git", () => {
  it("is run, included and extended from its commit, whose files its paths mean", async () => {
    await using server = await startGitServer();
    const service = (label: string) =>
      `services: { base: { image: busybox, labels: { is: ${label} }, env_file: own.env } }\n`;
    await server.commit(
      {
        "compose.yaml": service("one"),
        "own.env": "A=1",
        "deploy/compose.yaml": service("deep"),
        "deploy/own.env": "A=2",
      },
      "v1",
    );
    await server.commit({ "compose.yaml": service("two") });
    await using app = await composeApp(await testWorld(), `include: ["${server.url}#:deploy"]\n`);
    assert.match(await app.compose("config"), /A: "2"\n[\s\S]*is: deep\n/);
    await app.write(`services: { web: { extends: { file: "${server.url}#v1", service: base } } }\n`);
    assert.match(await app.compose("config"), /web:\n {4}environment:\n {6}A: "1"\n[\s\S]*is: one\n/);
    const config = await app.compose("-f", server.url, "config");
    assert.match(config, /^name: shop\n[\s\S]*is: two\n/);
    const moved = await app.run("-f", server.movedUrl.replace("//", "//me:token@"), "config");
    assert.equal(moved.exitCode, 1);
    assert.match(moved.stderr, /git ls-remote failed/);
    assert.doesNotMatch(moved.stderr, /token/);
    assert.deepEqual(server.redirected, []);
    const missing = await app.run("-f", `${server.url}#v2`, "config");
    assert.match(missing.stderr, /no such branch or tag: v2 of/);
  });
});
