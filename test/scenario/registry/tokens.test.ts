import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { logIn } from "../../../src/registry/login.ts";
import { startRegistry } from "../../support/registry.ts";
import { registrySettings, remoteDigest } from "../../support/registry-client.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { startTokenServer, type TokenServerOptions } from "../../support/token-server.ts";

const signal = new AbortController().signal;
const alice = { username: "alice", password: "s3cret" };

/** docker-registry that takes the tokens of a server, and a client without a login. */
async function world(options: Partial<TokenServerOptions> = {}) {
  const tokens = await startTokenServer({ logins: { "alice:s3cret": [] }, ...options });
  const registry = await startRegistry({ token: tokens });
  const directory = await temporaryDirectory();
  const client = { hostsDir: registry.hostsDir, config: directory.path };
  return {
    tokens,
    host: registry.host,
    logIn: async () => await logIn({ settings: registrySettings(client), signal }, registry.host, alice),
    digest: async () => await remoteDigest(registry.host, client),
    /** Logins are kept by a program that is not there. */
    loseHelper: async () => await writeFile(join(directory.path, "config.json"), '{"credsStore":"nowhere"}'),
    config: async () => JSON.parse(await readFile(join(directory.path, "config.json"), "utf8")),
    async [Symbol.asyncDispose]() {
      await directory[Symbol.asyncDispose]();
      await registry[Symbol.asyncDispose]();
      await tokens[Symbol.asyncDispose]();
    },
  };
}

describe("a registry with a token server", () => {
  test("gives to anybody what is open", async () => {
    await using open = await world({ isOpen: true });
    assert.match(await open.digest(), /^sha256:/);
    assert.deepEqual(open.tokens.seen, ["GET repository:library/alpine:pull"]);
  });

  test("gives what is open where the credential helper fails, too, and else that is why not", async () => {
    await using open = await world({ isOpen: true });
    await open.loseHelper();
    assert.match(await open.digest(), /^sha256:/);
    await using closed = await world();
    await closed.loseHelper();
    const message = "no such program: docker-credential-nowhere";
    await assert.rejects(closed.digest(), { code: "CREDENTIALS_UNAVAILABLE", message });
  });

  test("gives out what the login may have, which is kept as an identity token instead of the password", async () => {
    await using closed = await world();
    await assert.rejects(closed.digest(), { code: "REGISTRY_DENIED", hint: /needs a login: nerdsh login/ });
    await closed.logIn();
    const { auths } = await closed.config();
    assert.deepEqual(Object.keys(auths[closed.host]), ["auth", "identitytoken"]);
    assert.equal(Buffer.from(auths[closed.host].auth, "base64").toString(), "alice:");
    closed.tokens.seen.length = 0;
    assert.match(await closed.digest(), /^sha256:/);
    assert.deepEqual(closed.tokens.seen, ["POST refresh_token repository:library/alpine:pull"]);
  });

  test("says to log in again when the identity token has expired", async () => {
    await using closed = await world();
    await closed.logIn();
    const { auths } = await closed.config();
    closed.tokens.forget();
    await assert.rejects(closed.digest(), (error: Error & { code: string; hint: string }) => {
      assert.equal(error.code, "REGISTRY_DENIED");
      assert.match(error.hint, new RegExp(`has expired.*: nerdsh login ${closed.host}$`));
      return !`${JSON.stringify(error)}${error.stack}`.includes(auths[closed.host].identitytoken);
    });
  });

  test("that speaks OAuth2 only is sent the password by POST", async () => {
    await using strict = await world({ methods: ["POST"] });
    await strict.logIn();
    assert.deepEqual(strict.tokens.seen, ["GET ", "POST password "]);
    assert.match(await strict.digest(), /^sha256:/);
  });

  test("does not take a wrong password", async () => {
    await using closed = await world({ logins: { "alice:0ther": [] } });
    await assert.rejects(closed.logIn(), { code: "REGISTRY_DENIED", message: /does not take this login/ });
    await assert.rejects(closed.config(), { code: "ENOENT" });
  });
});
