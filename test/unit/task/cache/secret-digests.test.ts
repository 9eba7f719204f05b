import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { rememberSecret } from "../../../../src/secrets/known-secrets.ts";
import { Secret } from "../../../../src/secrets/secret.ts";
import { SecretDigests } from "../../../../src/task/cache/secret-digests.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

const value = "unit-secret-of-a-task";

describe("digests of secrets", () => {
  test("are the same for the same store, and others for others", async () => {
    await using first = await temporaryDirectory();
    await using second = await temporaryDirectory();
    const secret = new Secret({ name: "it", read: () => value });
    await secret.value();
    const [a, again, b] = [first, first, second].map(({ path }) =>
      new SecretDigests(path).env({ TOKEN: secret, PLAIN: "x" }),
    );
    assert.deepEqual(a, again);
    assert.equal(a!["PLAIN"], "x");
    assert.match(a!["TOKEN"]!, /^secret [0-9a-f]{64}$/);
    assert.notEqual(a!["TOKEN"], b!["TOKEN"]);
    assert.ok(!a!["TOKEN"]!.includes(createHash("sha256").update(value).digest("hex")));
  });

  test("stand for variables and arguments that have one", async () => {
    await using directory = await temporaryDirectory();
    rememberSecret(value);
    const digests = new SecretDigests(directory.path);
    assert.match(digests.variable(value), /^secret /);
    assert.match(digests.text([{ password: value }]), /^secret /);
    assert.notEqual(digests.text([value, 1]), digests.text([value, 2]));
    assert.deepEqual([digests.variable(undefined), digests.text(["plain"])], ["unset", '["plain"]']);
    assert.match(digests.variable("plain"), /^[0-9a-f]{64}$/);
  });

  test("have a key that only its owner reads, made once", async () => {
    await using directory = await temporaryDirectory();
    const store = join(directory.path, "tasks");
    rememberSecret(value);
    new SecretDigests(store).variable(value);
    const key = await readFile(join(store, "secret-key"));
    new SecretDigests(store).variable(value);
    assert.deepEqual(await readFile(join(store, "secret-key")), key);
    assert.equal((await stat(join(store, "secret-key"))).mode & 0o777, 0o600);
    assert.deepEqual(await readdir(store), ["secret-key"]);
  });
});
