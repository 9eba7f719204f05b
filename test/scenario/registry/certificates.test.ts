import assert from "node:assert/strict";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { makeClientPair } from "../../support/client-certificates.ts";
import { type Registry, startRegistry } from "../../support/registry.ts";
import { remoteDigest } from "../../support/registry-client.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

type Pair = Awaited<ReturnType<typeof makeClientPair>>;

let pairs: AsyncDisposable & { readonly path: string };
let [known, unknown]: Pair[] = [];
let open: Registry;
let closed: Registry;
before(async () => {
  pairs = await temporaryDirectory();
  [known, unknown] = await Promise.all([makeClientPair(pairs.path, "known"), makeClientPair(pairs.path, "unknown")]);
  open = await startRegistry({ tls: true });
  closed = await startRegistry({ tls: true, clientAuthorities: [known.authority] });
});
after(async () => {
  await open[Symbol.asyncDispose]();
  await closed[Symbol.asyncDispose]();
  await pairs[Symbol.asyncDispose]();
});

/** A directory for `--hosts-dir` with these files for one registry. */
async function hostsDirectory(name: string, files: Readonly<Record<string, string>>) {
  const directory = await temporaryDirectory();
  await mkdir(join(directory.path, name));
  for (const [file, text] of Object.entries(files)) await writeFile(join(directory.path, name, file), text);
  return directory;
}

const hostsToml = (registry: Registry, settings: string) =>
  `server = "${registry.url}"\n[host."${registry.url}"]\n${settings}\n`;

describe("a registry with a certificate that nobody knows", () => {
  test("is not asked, and the hint says how it could be", async () => {
    await using hosts = await hostsDirectory(open.host, { "hosts.toml": `server = "${open.url}"` });
    await assert.rejects(remoteDigest(open.host, { hostsDir: hosts.path }), {
      code: "REGISTRY_UNREACHABLE",
      hint: /ca in hosts\.toml, or use --insecure-registry/,
    });
  });

  test("on loopback, where plain HTTP is spoken, is guessed at", async () => {
    await assert.rejects(remoteDigest(open.host, {}), {
      code: "REGISTRY_FAILED",
      hint: /^does it speak TLS\? .*https:/,
    });
  });

  test("is trusted by ca in hosts.toml", async () => {
    assert.match(await remoteDigest(open.host, { hostsDir: open.hostsDir }), /^sha256:/);
  });

  test("is trusted by a .crt file beside it, as in /etc/docker/certs.d, with any other file of the directory", async () => {
    const ca = await readFile(open.ca!, "utf8");
    await using hosts = await hostsDirectory(open.host, { "ca.crt": ca, README: "nothing" });
    assert.match(await remoteDigest(open.host, { hostsDir: hosts.path }), /^sha256:/);
  });

  test("is trusted where the machine trusts it", async () => {
    await using hosts = await hostsDirectory(open.host, { "hosts.toml": `server = "${open.url}"` });
    const env = { SSL_CERT_FILE: open.ca! };
    assert.match(await remoteDigest(open.host, { hostsDir: hosts.path, env }), /^sha256:/);
  });

  test("is taken as it is by skip_verify, and by --insecure-registry, which takes plain HTTP too", async () => {
    await using hosts = await hostsDirectory(open.host, { "hosts.toml": hostsToml(open, "skip_verify = true") });
    assert.match(await remoteDigest(open.host, { hostsDir: hosts.path }), /^sha256:/);
    assert.match(await remoteDigest(open.host, { insecure: true }), /^sha256:/);
    await using plain = await startRegistry();
    assert.match(await remoteDigest(plain.host, { insecure: true }), /^sha256:/);
  });
});

describe("a registry that wants a client's certificate", () => {
  const pair = ({ certificate, key }: Pair) => JSON.stringify([certificate, key]);

  test("is shown one after the other of hosts.toml, until it takes one", async () => {
    const settings = `ca = "${closed.ca}"\nclient = [${pair(unknown!)}, ${pair(known!)}]`;
    await using hosts = await hostsDirectory(closed.host, { "hosts.toml": hostsToml(closed, settings) });
    assert.match(await remoteDigest(closed.host, { hostsDir: hosts.path }), /^sha256:/);
  });

  test("is shown the pair of .cert and .key files beside it", async () => {
    await using hosts = await hostsDirectory(closed.host, { "ca.crt": await readFile(closed.ca!, "utf8") });
    await copyFile(known!.certificate, join(hosts.path, closed.host, "client.cert"));
    await copyFile(known!.key, join(hosts.path, closed.host, "client.key"));
    assert.match(await remoteDigest(closed.host, { hostsDir: hosts.path }), /^sha256:/);
  });

  for (const [what, client] of [
    ["none", () => ""],
    ["a wrong one", () => `client = [${pair(unknown!)}]`],
  ] as const) {
    test(`lets nobody in with ${what}, and the hint says what is missing`, async () => {
      const settings = `ca = "${closed.ca}"\n${client()}`;
      await using hosts = await hostsDirectory(closed.host, { "hosts.toml": hostsToml(closed, settings) });
      await assert.rejects(remoteDigest(closed.host, { hostsDir: hosts.path }), {
        code: "REGISTRY_UNREACHABLE",
        hint: /another client certificate/,
      });
    });
  }
});
