import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { loadProject } from "../../../src/compose/load/load-project.ts";
import { bringFiles } from "../../../src/compose/remote/bring-file.ts";
import { resolveSettings } from "../../../src/settings/resolve.ts";
import { readyCommandLine } from "../../support/command-line.ts";
import { composeApp } from "../../support/compose-app.ts";
import { startGitServer } from "../../support/git-server.ts";
import { privateWorld } from "../../support/private-world.ts";
import { startSshServer } from "../../support/ssh-server.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
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
    await app.write("services: { web: { hostname: over } }", "over.yaml");
    await writeFile(join(app.directory, ".env"), `COMPOSE_FILE=oci://${name}:over.yaml\n`);
    assert.match(await app.compose("config"), new RegExp(`hostname: over\n    image: ${host}/library/busybox`));
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

  /** As a command reads it in an empty directory, where COMPOSE_FILE is this. */
  async function services(file: string, environment: Readonly<Record<string, string>> = {}): Promise<string[]> {
    await using directory = await temporaryDirectory();
    const env = { PATH: process.env["PATH"], COMPOSE_FILE: file, ...environment };
    const settings = { ...(await resolveSettings({ environment: env })), dataStore: directory.path };
    const bring = bringFiles({ settings, environment: env, signal: new AbortController().signal });
    const source = { ...{ files: [], envFiles: [], profiles: [], environment: env }, cwd: directory.path, bring };
    const project = await loadProject(source);
    return [project.name, ...Object.keys(project.services).sort()];
  }

  const one = (name: string, more = "") => `services: { ${name}: { image: busybox } }\n${more}`;

  it("is what COMPOSE_FILE names, and includes files beside it and elsewhere", async () => {
    await using server = await startGitServer();
    await server.commit({ "compose.yaml": one("old") }, "v1");
    const include = `include: ["${server.url}#v1", more/compose.yaml]\n`;
    await server.commit({ "deploy/base.yaml": one("web", include), "deploy/more/compose.yaml": one("more") });
    await server.commit({ "deploy/over.yaml": one("over") });
    const file = `${server.url}#main:deploy/base.yaml:${server.url}#:deploy/over.yaml`;
    assert.deepEqual(await services(file), ["deploy", "more", "old", "over", "web"]);
    await assert.rejects(services(file, { PATH: "/nonexistent" }), {
      ...{ code: "UNSUPPORTED", message: "a compose file in Git needs a program that is not here: git" },
      hint: "apt-get install git, or name a local file",
    });
  });

  it("comes over SSH with the caller's keys, in each form of its address", async () => {
    await using server = await startGitServer();
    await using ssh = await startSshServer();
    await server.commit({ "compose.yaml": one("web") });
    const environment = { GIT_SSH_COMMAND: ssh.command };
    assert.deepEqual(await services(`ssh://git@${ssh.host}${server.directory}#main`, environment), ["shop", "web"]);
    assert.deepEqual(await services(`git@127.0.0.1:${server.directory}`, environment), ["shop", "web"]);
    const wrong = services(`git@127.0.0.1:${server.directory}.not#main`, environment);
    await assert.rejects(wrong, { code: "COMMAND_FAILED", stderr: /does not appear to be a git repository/ });
  });

  it("leaves submodules out, as docker compose does", async () => {
    await using server = await startGitServer();
    await server.commit({ "compose.yaml": one("web"), "base.yaml": one("base") });
    await server.commitSubmodule("inner");
    assert.deepEqual(await services(server.url), ["shop", "web"]);
    await assert.rejects(services(`${server.url}#:inner`), {
      ...{ code: "COMPOSE_NOT_FOUND", hint: /^submodules are left out/ },
    });
  });
});
