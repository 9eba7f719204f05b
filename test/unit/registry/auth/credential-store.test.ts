import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chmod, chown, lstat, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { CredentialHelper } from "../../../../src/registry/auth/credential-helper.ts";
import { CredentialStore } from "../../../../src/registry/auth/credential-store.ts";
import { registryDomain } from "../../../../src/registry/auth/server-keys.ts";
import { until } from "../../../support/condition.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

const never = new AbortController().signal;
const base64 = (text: string) => Buffer.from(text).toString("base64");

/** A directory with that `config.json`. */
async function configured(config: unknown) {
  const directory = await temporaryDirectory();
  const file = join(directory.path, "config.json");
  await writeFile(file, typeof config === "string" ? config : JSON.stringify(config));
  const store = new CredentialStore(directory.path);
  return {
    file,
    directory: directory.path,
    store,
    find: (domain: string) => store.find(domain, never),
    saved: async () => JSON.parse(await readFile(file, "utf8")),
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}

describe("a registry's name", () => {
  const cases = [
    ["", "docker.io"],
    ["docker.io", "docker.io"],
    ["https://index.docker.io/v1/", "docker.io"],
    ["registry-1.docker.io", "docker.io"],
    ["https://R.example:443/v2/", "r.example"],
    ["r.example:5000", "r.example:5000"],
    ["[::1]:5000", "[::1]:5000"],
  ] as const;
  for (const [name, domain] of cases)
    test(`${name || "left out"} is ${domain}`, () => assert.equal(registryDomain(name), domain));

  for (const name of ["a b", "r.example/team", "me@r.example", "r.example:port", "-u:x:y"])
    test(`${name} is none`, () => assert.throws(() => registryDomain(name), { code: "INVALID_VALUE" }));
});

describe("a login in config.json", () => {
  const login = { username: "u", password: "p:w" };
  const auth = base64("u:p:w");
  const spellings: readonly (readonly [string, string])[] = [
    ["r.example", "r.example"],
    ["https://r.example", "r.example"],
    ["r.example:443", "r.example"],
    ["https://r.example/v2/", "r.example"],
    ["http://r.example:5000", "r.example:5000"],
    ["https://index.docker.io/v1/", "docker.io"],
    ["docker.io", "docker.io"],
  ];
  for (const [key, domain] of spellings) {
    test(`under ${key} is one for ${domain}`, async () => {
      await using config = await configured({ auths: { "other.example": { auth: base64("x:y") }, [key]: { auth } } });
      assert.deepEqual(await config.find(domain), login);
    });
  }

  test("for a repository, or for another port, is none for the registry", async () => {
    await using config = await configured({ auths: { "r.example/team": { auth }, "r.example:5000": { auth } } });
    assert.equal(await config.find("r.example"), undefined);
  });

  test("may be two texts, an identity token, or a token for the registry", async () => {
    await using config = await configured({
      auths: {
        "a.example": { username: "u", password: "p" },
        "b.example": { auth: base64("u:"), identitytoken: "i" },
        "c.example": { registrytoken: "r" },
        "d.example": { auth: base64("u:p\0\0") },
        "e.example": {},
      },
    });
    assert.deepEqual(await Promise.all(["a", "b", "c", "d", "e", "f"].map((name) => config.find(`${name}.example`))), [
      { username: "u", password: "p" },
      { username: "u", password: "", identityToken: "i" },
      { username: "", password: "", registryToken: "r" },
      { username: "u", password: "p" },
      undefined,
      undefined,
    ]);
  });

  test("takes the place of all earlier ones, as Docker writes it", async () => {
    await using config = await configured({
      auths: { "docker.io": { auth }, "index.docker.io": { auth }, x: { auth } },
    });
    assert.equal(
      await config.store.store("docker.io", { username: "u", password: "", identityToken: "i" }, never),
      config.file,
    );
    assert.deepEqual(await config.saved(), {
      auths: { x: { auth }, "https://index.docker.io/v1/": { auth: base64("u:"), identitytoken: "i" } },
    });
  });

  test("goes where a link leads, which stays one", async () => {
    await using config = await configured({});
    const home = join(config.directory, "home");
    await mkdir(home);
    await symlink(config.file, join(home, "config.json"));
    await new CredentialStore(home).store("r.example", login, never);
    assert.ok((await lstat(join(home, "config.json"))).isSymbolicLink());
    assert.deepEqual(await config.find("r.example"), login);
  });

  test("stays its owner's, where somebody else stores it", {
    skip: process.geteuid?.() !== 0 && "needs root",
  }, async () => {
    await using config = await configured({});
    await chown(config.file, 1234, 1235);
    await config.store.store("r.example", login, never);
    const { uid, gid, mode } = await lstat(config.file);
    assert.deepEqual([uid, gid, mode & 0o777], [1234, 1235, 0o600]);
  });

  test("is not lost where many are stored at once", async () => {
    await using config = await configured({});
    const domains = Array.from({ length: 8 }, (_, index) => `r${index}.example`);
    await Promise.all(domains.map((domain) => config.store.store(domain, login, never)));
    assert.deepEqual(Object.keys((await config.saved()).auths).sort(), domains);
  });

  const broken: [text: string, reason: RegExp][] = [
    ['{"auths":{"r.example":{"auth":"c2VjcmV0', /config\.json is not JSON$/],
    ["[]", /config\.json is no JSON object$/],
    ['{"auths":7}', /config\.json has other auths than Docker's$/],
    ['{"auths":{"a":{"auth":7}}}', /config\.json has other auths than Docker's$/],
    ['{"credsStore":{}}', /config\.json has a credsStore that is no text$/],
  ];
  for (const [text, reason] of broken) {
    test(`in a file that holds ${text.slice(0, 25)} is none, and the failure says why without quoting it`, async () => {
      await using config = await configured(text);
      await assert.rejects(config.find("r.example"), (error: Error & { code: string }) => {
        assert.equal(error.code, "SETTINGS_INVALID");
        assert.match(error.message, reason);
        return !/c2VjcmV0/.test(`${JSON.stringify(error)}${error.stack}${error.cause}`);
      });
    });
  }
});

describe("a credential helper", () => {
  /** `docker-credential-<name>` that runs a shell script. */
  const helper = async (directory: string, script: string, name = "tests") => {
    const file = join(directory, `docker-credential-${name}`);
    await writeFile(file, `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o755);
  };
  const path = process.env["PATH"];
  const withPath = async <T>(directory: string, work: () => Promise<T>): Promise<T> => {
    process.env["PATH"] = `${directory}:${path}`;
    return await work().finally(() => {
      process.env["PATH"] = path;
    });
  };

  test("of the registry goes before the one for all, and is asked as Docker and as nerdctl do", async () => {
    await using config = await configured({ credsStore: "all", credHelpers: { "r.example": "own" } });
    const asked = join(config.directory, "asked");
    const script = `read -r key; echo "$1 $key" >> ${asked}
[ "$key" = r.example:443 ] || { echo credentials not found in native keychain; exit 1; }
echo '{"ServerURL":"x","Username":"<token>","Secret":"i"}'`;
    await helper(config.directory, script, "own");
    const found = await withPath(config.directory, () => config.find("r.example"));
    assert.deepEqual(found, { username: "", password: "", identityToken: "i" });
    assert.equal(await readFile(asked, "utf8"), "get r.example\nget r.example:443\n");
  });

  const failures: readonly (readonly [string, string, RegExp])[] = [
    ["fails", "echo the keychain is locked; exit 1", /docker-credential-tests get failed: the keychain is locked$/],
    ["answers with something else", 'echo \'{"Secret":"s3cret"}\'', /answers with no login$/],
    ["answers with no JSON", "echo s3cret", /answers with no login$/],
  ];
  for (const [what, script, message] of failures) {
    test(`that ${what} is told from one that has no login, and its answer is not quoted`, async () => {
      await using config = await configured({ credsStore: "tests" });
      await helper(config.directory, script);
      await assert.rejects(
        withPath(config.directory, () => config.find("r.example")),
        (error: Error & { code: string }) => {
          assert.equal(error.code, "CREDENTIALS_UNAVAILABLE");
          assert.match(error.message, message);
          return !/s3cret/.test(JSON.stringify(error) + error.stack);
        },
      );
    });
  }

  test("that is not installed is named", async () => {
    await using config = await configured({ credsStore: "missing-one" });
    await assert.rejects(config.find("r.example"), {
      code: "CREDENTIALS_UNAVAILABLE",
      message: "no such program: docker-credential-missing-one",
    });
  });

  test("is a name, and no path", () => {
    assert.throws(() => new CredentialHelper("../../bin/sh", never), { code: "SETTINGS_INVALID" });
  });

  test("ends with the operation that asks it", async () => {
    await using config = await configured({ credsStore: "tests" });
    await helper(config.directory, `echo up > ${config.directory}/up; exec sleep 600`);
    const up = async () => existsSync(join(config.directory, "up"));
    const stop = new AbortController();
    await withPath(config.directory, async () => {
      const asked = config.store.find("r.example", stop.signal);
      await until("the helper runs", up);
      stop.abort(new Error("enough"));
      await assert.rejects(asked, { message: "enough" });
    });
  });
});
