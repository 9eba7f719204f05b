import assert from "node:assert/strict";
import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { keysIn, readDecryptionKey } from "../../../../src/image/encrypt/decryption-key.ts";
import { readRecipient } from "../../../../src/image/encrypt/recipient.ts";
import { writeKeyPair } from "../../../support/key-pair.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

describe("a directory of keys", () => {
  test("gives the private ones, in PEM, DER and JWK, and follows no links", async () => {
    await using directory = await temporaryDirectory();
    await using elsewhere = await temporaryDirectory();
    const { privateKey, privateFile } = await writeKeyPair(directory.path, "a");
    await writeFile(join(directory.path, "b.der"), privateKey.export({ type: "pkcs8", format: "der" }));
    await writeFile(join(directory.path, "c.jwk"), JSON.stringify(privateKey.export({ format: "jwk" })));
    await writeFile(join(directory.path, "README"), "the team's keys");
    const { privateFile: other } = await writeKeyPair(elsewhere.path, "other");
    await symlink(other, join(directory.path, "d.pem"));
    const keys = await keysIn(directory.path);
    assert.deepEqual(
      keys.map((key) => key.equals(privateKey)),
      [true, true, true],
      privateFile,
    );
  });

  test("may be missing", async () => {
    assert.deepEqual(await keysIn("/does/not/exist"), []);
    await assert.rejects(keysIn("/etc/passwd"), { code: "INVALID_VALUE" });
  });
});

describe("a key to decrypt with", () => {
  test("is read from the caller's directory", async () => {
    await using directory = await temporaryDirectory();
    const { privateKey } = await writeKeyPair(directory.path, "own", "rsa");
    assert.ok((await readDecryptionKey(directory.path, "own.pem")).equals(privateKey));
    for (const text of ["none.pem", "own.pub", "own.pem:fd=x", "own.pem:file=none"])
      await assert.rejects(readDecryptionKey(directory.path, text), { code: "INVALID_VALUE" }, text);
  });
});

describe("a recipient", () => {
  test("is a public key", async () => {
    await using directory = await temporaryDirectory();
    const { publicKey } = await writeKeyPair(directory.path, "own");
    assert.ok((await readRecipient(directory.path, "jwe:own.pub")).equals(publicKey));
    const codes = {
      "": "INVALID_VALUE",
      "jwe:": "INVALID_VALUE",
      "x:own.pub": "INVALID_VALUE",
      "jwe:own.pem": "INVALID_VALUE",
    };
    for (const [text, code] of Object.entries({
      ...codes,
      "pkcs7:own.pub": "UNSUPPORTED",
      "provider:kms": "UNSUPPORTED",
    }))
      await assert.rejects(readRecipient(directory.path, text), { code }, text);
  });
});
