import assert from "node:assert/strict";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { describe, test } from "node:test";
import { opened, sealed } from "../../../../src/image/encrypt/jwe.ts";
import { keyPair } from "../../../support/key-pair.ts";

const secret = Buffer.from("only for you");
const pairs = { RSA: keyPair("rsa"), "P-256": keyPair("P-256"), "P-521": keyPair("P-521") };

async function read(text: string, ...keys: readonly KeyObject[]): Promise<string | undefined> {
  const bytes = await opened(Buffer.from(text), keys);
  return bytes && Buffer.from(bytes).toString();
}

describe("JSON Web Encryption", () => {
  for (const [name, { privateKey, publicKey }] of Object.entries(pairs)) {
    test(`for a key of ${name} is flat, and opened by it alone`, async () => {
      const text = await sealed(secret, [publicKey]);
      assert.ok("encrypted_key" in JSON.parse(text));
      assert.equal(await read(text, privateKey), "only for you");
      for (const other of [keyPair("rsa"), keyPair("P-256"), keyPair("P-521")])
        assert.equal(await read(text, other.privateKey), undefined);
    });
  }

  test("for several is opened by each, among keys that are not for it", async () => {
    const text = await sealed(secret, [pairs.RSA.publicKey, pairs["P-256"].publicKey]);
    assert.equal(JSON.parse(text).recipients.length, 2);
    for (const { privateKey } of [pairs.RSA, pairs["P-256"]])
      assert.equal(await read(text, pairs["P-521"].privateKey, privateKey), "only for you");
    assert.equal(await read(text), undefined);
  });

  test("is not opened where a part of it is another one", async () => {
    const text = await sealed(secret, [pairs.RSA.publicKey]);
    for (const part of ["protected", "encrypted_key", "iv", "ciphertext", "tag"]) {
      const { [part]: _, ...rest } = JSON.parse(text);
      const other = JSON.parse(await sealed(secret, [pairs.RSA.publicKey]))[part];
      // The header says the same each time: something is put into it.
      const value =
        part === "protected" ? Buffer.from('{"alg":"RSA-OAEP","enc":"A256GCM","x":1}').toString("base64url") : other;
      assert.equal(await read(JSON.stringify({ ...rest, [part]: value }), pairs.RSA.privateKey), undefined, part);
    }
    const short = { ...JSON.parse(text), tag: JSON.parse(text).tag.slice(0, 6) };
    assert.equal(await read(JSON.stringify(short), pairs.RSA.privateKey), undefined);
  });

  test("that is no JSON is an image's fault", async () => {
    await assert.rejects(opened(Buffer.from("eyJ.a.b.c.d"), []), { code: "IMAGE_INVALID" });
  });

  test("is for no key that only signs", async () => {
    await assert.rejects(sealed(secret, [generateKeyPairSync("ed25519").publicKey]), { code: "UNSUPPORTED" });
  });
});
