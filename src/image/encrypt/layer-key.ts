import { randomBytes } from "node:crypto";
import { NerdError } from "../../errors.ts";
import { isDigest } from "../../registry/digest.ts";
import { isObject, parseJsonObject } from "../document/json-object.ts";

/** The one cipher of ocicrypt: AES-256-CTR, and an HMAC-SHA256 of what it gives. */
const cipherName = "AES_256_CTR_HMAC_SHA256";

/** What opens a layer; who has it can read the layer. */
export interface LayerKey {
  /** 32 bytes, of the cipher and of the HMAC. */
  readonly key: Uint8Array;
  /** 16 bytes: the counter's start. */
  readonly nonce: Uint8Array;
  /** Of the layer that was to be encrypted. */
  readonly digest: string;
}

export function newLayerKey(digest: string): LayerKey {
  return { key: randomBytes(32), nonce: randomBytes(16), digest };
}

/** What is wrapped for recipients (ocicrypt, PrivateLayerBlockCipherOptions). */
export function writeLayerKey({ key, nonce, digest }: LayerKey): Buffer {
  const options = { symkey: base64(key), digest, cipheroptions: { nonce: base64(nonce) } };
  return Buffer.from(JSON.stringify(options));
}

/** Throws IMAGE_INVALID, naming the layer, where a recipient's key opened something else. */
export function readLayerKey(bytes: Uint8Array, layer: string): LayerKey {
  const { symkey, digest, cipheroptions } = parseJsonObject(bytes, `the key of layer ${layer}`);
  const key = Buffer.from(String(symkey), "base64");
  const nonce = Buffer.from(isObject(cipheroptions) ? String(cipheroptions["nonce"]) : "", "base64");
  if (key.length === 32 && nonce.length === 16 && typeof digest === "string" && isDigest(digest)) {
    return { key, nonce, digest };
  }
  throw new NerdError("IMAGE_INVALID", `not a key of ${cipherName}: that of layer ${layer}`);
}

/** What everybody may know (ocicrypt, PublicLayerBlockCipherOptions). */
export function writePublicOptions(hmac: Uint8Array): string {
  return base64(Buffer.from(JSON.stringify({ cipher: cipherName, hmac: base64(hmac), cipheroptions: {} })));
}

/** The HMAC that a layer's bytes must have. */
export function readPublicOptions(text: string | undefined, layer: string): Buffer {
  const { cipher, hmac } = parseJsonObject(Buffer.from(text ?? "", "base64"), `the cipher of layer ${layer}`);
  if (cipher !== cipherName) {
    throw new NerdError("UNSUPPORTED", `layer ${layer} is encrypted by ${String(cipher)}`, {
      hint: `only ${cipherName} is known`,
    });
  }
  return Buffer.from(String(hmac), "base64");
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
