import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from "node:crypto";
import { isObject, parseJsonObject } from "../document/json-object.ts";
import { type JweHeader, unwrapContentKey, type WrappedKey, wrapContentKey } from "./jwe-key.ts";

const content = "A256GCM";
const tagBytes = 16;

/** Bytes for the owners of some keys: JSON Web Encryption in its JSON form (RFC 7516, 7.2), flattened where there is one. */
export async function sealed(bytes: Uint8Array, recipients: readonly KeyObject[]): Promise<string> {
  const contentKey = randomBytes(32);
  const wrapped = await Promise.all(recipients.map(async (recipient) => await wrapContentKey(contentKey, recipient)));
  const [only, another] = wrapped;
  const isFlat = only !== undefined && another === undefined;
  const header = encoded(Buffer.from(JSON.stringify({ enc: content, ...(isFlat && only.header) })));
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", contentKey, iv).setAAD(Buffer.from(header));
  const ciphertext = Buffer.concat([cipher.update(bytes), cipher.final()]);
  const keys = isFlat
    ? { encrypted_key: encoded(only.key) }
    : { recipients: wrapped.map(({ header, key }) => ({ header, encrypted_key: encoded(key) })) };
  const [parts, tag] = [{ iv: encoded(iv), ciphertext: encoded(ciphertext) }, encoded(cipher.getAuthTag())];
  return JSON.stringify({ protected: header, ...keys, ...parts, tag });
}

/** The bytes, where one of the keys is a recipient's; throws IMAGE_INVALID where `text` is no JSON object. */
export async function opened(text: Uint8Array, keys: readonly KeyObject[]): Promise<Uint8Array | undefined> {
  const document = parseJsonObject(text, "a wrapped key");
  const shared = parseJsonObject(decoded(document["protected"]), "the header of a wrapped key");
  if (shared["enc"] !== content || shared["zip"] !== undefined) return undefined;
  for (const wrapped of recipientsOf(document, shared)) {
    for (const key of keys) {
      try {
        return contentOf(document, await unwrapContentKey(wrapped, key));
      } catch {
        // Somebody else's, and no one can tell from what else it might be.
      }
    }
  }
  return undefined;
}

function recipientsOf(document: JweHeader, shared: JweHeader): WrappedKey[] {
  const { recipients } = document;
  const each = Array.isArray(recipients) ? recipients.filter(isObject) : [document];
  return each.map(({ header, encrypted_key }) => {
    const merged = { ...objectOf(document["unprotected"]), ...objectOf(header), ...shared };
    return { header: merged, key: decoded(encrypted_key) };
  });
}

function contentOf(document: JweHeader, key: Uint8Array): Buffer {
  const tag = decoded(document["tag"]);
  if (tag.length !== tagBytes) throw new Error(`a tag of ${tag.length} bytes`);
  const cipher = createDecipheriv("aes-256-gcm", key, decoded(document["iv"])).setAuthTag(tag);
  cipher.setAAD(Buffer.from(String(document["protected"])));
  return Buffer.concat([cipher.update(decoded(document["ciphertext"])), cipher.final()]);
}

function objectOf(value: unknown): JweHeader {
  return isObject(value) ? value : {};
}

function encoded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}

function decoded(text: unknown): Buffer {
  return Buffer.from(typeof text === "string" ? text : "", "base64url");
}
