import {
  constants,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  webcrypto,
} from "node:crypto";
import { NerdError } from "../../errors.ts";

export type JweHeader = Readonly<Record<string, unknown>>;

/** A content key for one recipient. */
export interface WrappedKey {
  readonly header: JweHeader;
  readonly key: Uint8Array;
}

const ecdh = "ECDH-ES+A256KW";

/** Algorithms by which a content key may be wrapped with RSA (RFC 7518, 4.3), with their hashes. */
const oaepHashes: Readonly<Record<string, string>> = { "RSA-OAEP": "sha1", "RSA-OAEP-256": "sha256" };

/** Throws UNSUPPORTED for a key that is neither RSA's nor of an elliptic curve for ECDH. */
export async function wrapContentKey(contentKey: Uint8Array, recipient: KeyObject): Promise<WrappedKey> {
  if (recipient.asymmetricKeyType === "rsa") {
    const key = publicEncrypt({ key: recipient, padding: constants.RSA_PKCS1_OAEP_PADDING }, contentKey);
    return { header: { alg: "RSA-OAEP" }, key };
  }
  const namedCurve = recipient.asymmetricKeyDetails?.namedCurve;
  if (recipient.asymmetricKeyType !== "ec" || namedCurve === undefined) {
    throw new NerdError("UNSUPPORTED", `no recipient: a key of the kind ${recipient.asymmetricKeyType}`, {
      hint: "take an RSA key, or one of the curves P-256, P-384 and P-521",
    });
  }
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve });
  const wrapping = await agreedKey(diffieHellman({ privateKey, publicKey: recipient }), {});
  const content = await webcrypto.subtle.importKey("raw", contentKey, "AES-GCM", true, ["encrypt"]);
  const key = new Uint8Array(await webcrypto.subtle.wrapKey("raw", content, wrapping, "AES-KW"));
  return { header: { alg: ecdh, epk: publicKey.export({ format: "jwk" }) }, key };
}

/** Rejects, in whatever way, where the key is for somebody else. */
export async function unwrapContentKey({ header, key }: WrappedKey, own: KeyObject): Promise<Uint8Array> {
  const { alg, epk } = header;
  const oaepHash = oaepHashes[String(alg)];
  if (oaepHash !== undefined) {
    return privateDecrypt({ key: own, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, key);
  }
  if (alg !== ecdh) throw new Error(`an unknown algorithm: ${String(alg)}`);
  // Whatever it is, `createPublicKey` looks at it.
  const publicKey = createPublicKey({ key: epk as JsonWebKey, format: "jwk" });
  const wrapping = await agreedKey(diffieHellman({ privateKey: own, publicKey }), header);
  const usages: ["decrypt"] = ["decrypt"];
  const content = await webcrypto.subtle.unwrapKey("raw", key, wrapping, "AES-KW", "AES-GCM", true, usages);
  return new Uint8Array(await webcrypto.subtle.exportKey("raw", content));
}

/** One round of the Concat KDF gives the 256 bits of the wrapping key (RFC 7518, 4.6.2). */
async function agreedKey(secret: Uint8Array, { apu, apv }: JweHeader): Promise<webcrypto.CryptoKey> {
  const party = (text: unknown) => withLength(Buffer.from(typeof text === "string" ? text : "", "base64url"));
  const info = [withLength(Buffer.from(ecdh)), party(apu), party(apv), number(256)];
  const hash = createHash("sha256").update(Buffer.concat([number(1), secret, ...info]));
  return await webcrypto.subtle.importKey("raw", hash.digest(), "AES-KW", false, ["wrapKey", "unwrapKey"]);
}

function withLength(bytes: Uint8Array): Buffer {
  return Buffer.concat([number(bytes.length), bytes]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
