import assert from "node:assert/strict";
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { openedSecretBox, poly1305 } from "../../../../src/image/sign/secret-box.ts";
import { isSignedBy, payloadDigest, signature, signedPayload } from "../../../../src/image/sign/signature.ts";
import { readSigningKey } from "../../../../src/image/sign/signing-key.ts";
import { keyPair, writeKeyPair } from "../../../support/key-pair.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

/** Made by cosign generate-key-pair. */
const keys = fileURLToPath(new URL("../../../fixtures/keys", import.meta.url));

describe("a key of cosign's", () => {
  test("is opened by its password", async () => {
    const key = createPublicKey(await readSigningKey(keys, "cosign.key", "pw"));
    assert.ok(key.equals(createPublicKey(await readFile(join(keys, "cosign.pub")))));
  });

  test("stays closed for another password, and where it was altered", async () => {
    await using directory = await temporaryDirectory();
    const text = await readFile(join(keys, "cosign.key"), "latin1");
    const [, body = ""] = /-----\n([^-]*)/.exec(text) ?? [];
    const sealed = JSON.parse(Buffer.from(body, "base64").toString());
    const write = async (name: string, change: object) => {
      const changed = Buffer.from(JSON.stringify({ ...sealed, ...change })).toString("base64");
      await writeFile(join(directory.path, name), text.replace(body, `${changed}\n`));
    };
    const ciphertext = Buffer.from(sealed.ciphertext, "base64");
    ciphertext[40]! ^= 1;
    await write("bit", { ciphertext: ciphertext.toString("base64") });
    await write("greedy", { kdf: { ...sealed.kdf, params: { N: 2 ** 24, r: 8, p: 1 } } });
    await write("none", { kdf: null });
    for (const [name, password] of [
      ["bit", "pw"],
      ["greedy", "pw"],
      ["none", "pw"],
    ] as const)
      await assert.rejects(readSigningKey(directory.path, name, password), { code: "INVALID_VALUE" }, name);
    await assert.rejects(readSigningKey(keys, "cosign.key", "wrong"), { code: "INVALID_VALUE" });
  });
});

describe("a key of openssl's", () => {
  test("signs as well", async () => {
    await using directory = await temporaryDirectory();
    const { privateKey } = await writeKeyPair(directory.path, "own");
    assert.ok((await readSigningKey(directory.path, "own.pem", "")).equals(privateKey));
    await assert.rejects(readSigningKey(directory.path, "own.pub", ""), { code: "INVALID_VALUE" });
  });
});

describe("a secret box", () => {
  test("has RFC 8439's authenticator", () => {
    const key = Buffer.from("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b", "hex");
    const tag = poly1305(Buffer.from("Cryptographic Forum Research Group"), key);
    assert.equal(tag.toString("hex"), "a8061dc1305136c6c22b8baf0c0127a9");
  });

  test("is not opened where it is too short to be one", () => {
    assert.equal(openedSecretBox(Buffer.alloc(15), Buffer.alloc(24), Buffer.alloc(32)), undefined);
    assert.equal(openedSecretBox(Buffer.alloc(48), Buffer.alloc(24), Buffer.alloc(32)), undefined);
  });
});

describe("a signature", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  const payload = signedPayload("localhost:5000/app", digest);

  test("is of a payload that names the image", () => {
    assert.equal(payloadDigest(payload), digest);
    for (const text of [
      "",
      "null",
      "[]",
      "{}",
      '{"critical":{"image":{"docker-manifest-digest":"sha256:a"},"type":"x"}}',
    ])
      assert.equal(payloadDigest(Buffer.from(text)), undefined, text);
  });

  for (const [kind, pair] of [
    ["RSA", keyPair("rsa")],
    ["P-256", keyPair("P-256")],
    ["Ed25519", generateKeyPairSync("ed25519")],
  ] as const) {
    test(`by a key of ${kind} is its own only`, () => {
      const signed = signature(payload, pair.privateKey);
      assert.equal(isSignedBy(pair.publicKey, payload, signed), true);
      assert.equal(isSignedBy(pair.publicKey, Buffer.from("another"), signed), false);
      assert.equal(isSignedBy(pair.publicKey, payload, Buffer.alloc(0)), false);
      assert.equal(isSignedBy(keyPair("P-256").publicKey, payload, signed), false);
    });
  }

  test("is by no key that cannot sign", () => {
    assert.throws(() => signature(payload, generateKeyPairSync("x25519").privateKey), { code: "UNSUPPORTED" });
  });
});
