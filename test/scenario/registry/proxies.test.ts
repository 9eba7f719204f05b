import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startProxy } from "../../support/connect-proxy.ts";
import { writeHosts } from "../../support/hosts-directory.ts";
import { type Registry, startRegistry } from "../../support/registry.ts";
import { remoteDigest } from "../../support/registry-client.ts";
import { startSocksProxy } from "../../support/socks-proxy.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

let plain: Registry;
let secure: Registry;
let hosts: AsyncDisposable & { readonly path: string };
before(async () => {
  [plain, secure] = [await startRegistry(), await startRegistry({ tls: true })];
  hosts = await temporaryDirectory();
  // No proxy is asked for loopback, so the registries have a name that only the proxy knows.
  for (const { url, ca } of [plain, secure]) {
    const { protocol, port } = new URL(url);
    const named = { url: `${protocol}//registry.test:${port}`, ...(ca && { ca }) };
    await writeHosts(hosts.path, `registry.test:${port}`, [named]);
  }
});
after(async () => {
  await plain[Symbol.asyncDispose]();
  await secure[Symbol.asyncDispose]();
  await hosts[Symbol.asyncDispose]();
});

const name = ({ url }: Registry) => `registry.test:${new URL(url).port}`;
const options = (env: Readonly<Record<string, string>>) => ({ hostsDir: hosts.path, env });

describe("a proxy of the environment", () => {
  test("hands on what is asked by HTTP", async () => {
    await using proxy = await startProxy();
    assert.match(await remoteDigest(name(plain), options({ HTTP_PROXY: proxy.url })), /^sha256:/);
    assert.deepEqual(proxy.seen, [`GET http://${name(plain)}/v2/library/alpine/manifests/latest`]);
  });

  test("leads through to what is asked by HTTPS, and sees nothing of it", async () => {
    await using proxy = await startProxy();
    assert.match(await remoteDigest(name(secure), options({ https_proxy: proxy.url })), /^sha256:/);
    assert.deepEqual(proxy.seen, [`CONNECT ${name(secure)}`]);
  });

  test("is told the login in its address, and no registry is", async () => {
    await using proxy = await startProxy({ login: "me:s3cret" });
    const env = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url };
    assert.match(await remoteDigest(name(plain), options(env)), /^sha256:/);
    assert.match(await remoteDigest(name(secure), options(env)), /^sha256:/);
  });

  test("that wants another login is named without the login", async () => {
    await using proxy = await startProxy({ login: "me:s3cret" });
    const env = { HTTPS_PROXY: proxy.url.replace("me:s3cret", "me:wr0ng") };
    await assert.rejects(remoteDigest(name(secure), options(env)), (error: Error & { code: string; hint: string }) => {
      assert.equal(error.code, "REGISTRY_UNREACHABLE");
      assert.match(error.message, /the proxy 127\.0\.0\.1:\d+ does not lead to registry\.test:\d+: it answers 407/);
      return !`${JSON.stringify(error)}${error.stack}`.includes("wr0ng");
    });
  });
});

describe("a SOCKS proxy of the environment", () => {
  test("leads to registries of HTTP and HTTPS by names that only it knows, where ALL_PROXY has it", async () => {
    await using proxy = await startSocksProxy();
    for (const registry of [plain, secure]) {
      assert.match(await remoteDigest(name(registry), options({ ALL_PROXY: proxy.url })), /^sha256:/);
      assert.equal(proxy.seen.at(-1), name(registry));
    }
  });

  test("is told its login, and goes before ALL_PROXY where HTTPS_PROXY names it", async () => {
    await using proxy = await startSocksProxy({ login: "me:s3cret" });
    const env = { https_proxy: proxy.url.replace("socks5h", "socks5"), all_proxy: "http://127.0.0.1:1" };
    assert.match(await remoteDigest(name(secure), options(env)), /^sha256:/);
    assert.deepEqual(proxy.seen, [name(secure)]);
    for (const other of [proxy.url.replace("s3cret", "wr0ng"), proxy.url.replace("me:s3cret@", "")]) {
      await assert.rejects(remoteDigest(name(secure), options({ ALL_PROXY: other })), (error: Error) => {
        assert.match(error.message, /the proxy 127\.0\.0\.1:\d+ cannot be used: it wants (a|another) login/);
        return !`${JSON.stringify(error)}${error.stack}`.includes("wr0ng");
      });
    }
  });

  test("that cannot reach the registry is named", async () => {
    await using proxy = await startSocksProxy();
    await assert.rejects(remoteDigest("registry.test:1", options({ ALL_PROXY: proxy.url })), {
      code: "REGISTRY_UNREACHABLE",
      message: /does not lead to registry\.test:1: connection refused/,
    });
  });
});
