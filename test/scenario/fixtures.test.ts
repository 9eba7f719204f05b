import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { until } from "../support/condition.ts";
import { startEngine, type TestEngine } from "../support/engine.ts";
import { programOutput, runProgram } from "../support/program.ts";
import { type Registry, startRegistry } from "../support/registry.ts";

let registry: Registry;
let engine: TestEngine;

before(async () => {
  registry = await startRegistry();
  engine = await startEngine();
});

after(async () => {
  await engine[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
});

const ctr = (...args: string[]) => programOutput("ctr", ["--address", engine.address, ...args]);

/** Pulls by the name on Docker Hub and runs to the end. */
async function run(name: string, ...command: string[]): Promise<string> {
  const image = await pull(name);
  return await ctr("run", "--rm", image, `once-${name}`, ...command);
}

async function pull(name: string): Promise<string> {
  const image = `docker.io/library/${name}:latest`;
  await ctr("images", "pull", "--hosts-dir", registry.hostsDir, image);
  return image;
}

/** A server that runs until the engine goes, with a way to run commands in it. */
async function serve(name: string, ...options: string[]) {
  await ctr("run", "--detach", ...options, await pull(name), name);
  let execs = 0;
  return (...command: string[]) =>
    runProgram("ctr", ["--address", engine.address, "task", "exec", "--exec-id", `e${++execs}`, name, ...command]);
}

interface ManifestOrIndex {
  readonly manifests: readonly { readonly platform: { readonly architecture: string } }[];
  readonly layers: readonly { readonly digest: string }[];
}

async function fetchManifest(name: string, accept: string): Promise<ManifestOrIndex> {
  const response = await fetch(new URL(`/v2/library/${name}/manifests/latest`, registry.url), { headers: { accept } });
  assert.equal(response.headers.get("content-type"), accept);
  return JSON.parse(await response.text());
}

describe("the images of the fixtures", () => {
  test("busybox and alpine have a shell and the files that tell them apart", async () => {
    assert.equal(await run("busybox", "echo", "hello"), "hello\n");
    assert.equal(await run("alpine", "cat", "/etc/alpine-release"), "3.22.1\n");
    assert.equal(
      await run("busybox", "sh", "-c", "cd / && ls -d bin/sh etc/alpine-release 2> /dev/null; true"),
      "bin/sh\n",
    );
  });

  test("debian has glibc's tools", async () => {
    assert.match(await run("debian", "getent", "passwd", "root"), /^root:x:0:0:/);
  });

  test("nginx serves its page", async () => {
    const exec = await serve("nginx");
    const request = "exec 3<> /dev/tcp/127.0.0.1/80 && printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3 && cat <&3";
    let page = "";
    await until("nginx answers", async () => {
      page = (await exec("bash", "-c", request)).stdout;
      return page !== "";
    });
    assert.match(page, /^HTTP\/1.1 200 OK\r\n[\s\S]*Welcome to nginx/);
  });

  test("redis answers", async () => {
    const exec = await serve("redis");
    await until("redis answers", async () => (await exec("redis-cli", "ping")).stdout === "PONG\n");
  });

  test("postgres makes its database and answers queries", async () => {
    const exec = await serve("postgres", "--env", "POSTGRES_PASSWORD=secret", "--env", "POSTGRES_DB=app");
    await until("postgres is ready", async () => (await exec("pg_isready")).exitCode === 0, 30_000);
    const query = await exec("psql", "--username=postgres", "--tuples-only", "--command=select 6 * 7", "app");
    assert.equal(query.stdout.trim(), "42");
  });

  test("postgres refuses to start without a password", async () => {
    await assert.rejects(run("postgres"), /superuser password is not specified/);
  });

  const properties = [
    ["scratch-true", ""],
    ["multiarch", /^(amd64|arm64)\n$/],
    ["named-user", "uid=1234(app) gid=1234(app) groups=29(audio),1234(app)\n"],
    ["with-volume", /^-rw-{7} +1 1234 +1234 +15 .* seed$/m],
    ["with-entrypoint", "entrypoint command\n"],
    ["layered", "/layers\n/layers/emptied\n/layers/emptied/new\n/layers/linked\n/layers/kept\n"],
  ] as const;
  for (const [name, printed] of properties) {
    test(`${name} is what its name says`, async () => {
      const output = await run(name);
      if (typeof printed === "string") assert.deepEqual(output.split("\n").sort(), printed.split("\n").sort());
      else assert.match(output, printed);
    });
  }

  test("come in both families of media types, as one manifest and as an index", async () => {
    const list = await fetchManifest("busybox", "application/vnd.docker.distribution.manifest.list.v2+json");
    const index = await fetchManifest("alpine", "application/vnd.oci.image.index.v1+json");
    const platforms = ({ manifests }: ManifestOrIndex) => manifests.map(({ platform }) => platform.architecture).sort();
    assert.deepEqual(platforms(list), ["amd64", "arm64"]);
    assert.deepEqual(platforms(index), ["amd64", "arm64", "unknown"]);
  });

  test("of servers share Debian's layer", async () => {
    const oci = "application/vnd.oci.image.manifest.v1+json";
    const docker = "application/vnd.docker.distribution.manifest.v2+json";
    const [debian, ...servers] = await Promise.all([
      fetchManifest("debian", oci),
      fetchManifest("nginx", oci),
      fetchManifest("postgres", oci),
      fetchManifest("redis", docker),
    ]);
    for (const { layers } of servers) assert.equal(layers[0]?.digest, debian.layers[0]?.digest);
  });
});
