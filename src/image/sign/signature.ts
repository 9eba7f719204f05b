import { type KeyObject, sign, verify } from "node:crypto";
import { NerdError } from "../../errors.ts";
import { isObject } from "../document/json-object.ts";

const type = "cosign container image signature";

/** What is signed: which image, and under which name (containers/image, "Signature payload"; cosign, "Simple Signing"). */
export function signedPayload(repository: string, digest: string): Buffer {
  const critical = {
    identity: { "docker-reference": repository },
    image: { "docker-manifest-digest": digest },
    type,
  };
  return Buffer.from(JSON.stringify({ critical, optional: null }));
}

/** The digest that a payload is about; undefined where it is none. */
export function payloadDigest(payload: Uint8Array): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(payload).toString());
  } catch {
    return undefined;
  }
  const critical = isObject(value) && isObject(value["critical"]) ? value["critical"] : {};
  const digest = isObject(critical["image"]) ? critical["image"]["docker-manifest-digest"] : undefined;
  return critical["type"] === type && typeof digest === "string" ? digest : undefined;
}

/** Throws UNSUPPORTED for a key that cosign could not verify with. */
export function signature(payload: Uint8Array, key: KeyObject): Buffer {
  return sign(hashFor(key), payload, key);
}

/** Throws UNSUPPORTED for a kind of key that signs nothing here. */
export function isSignedBy(key: KeyObject, payload: Uint8Array, signature: Uint8Array): boolean {
  return verify(hashFor(key), payload, key, signature);
}

/** Ed25519 hashes by itself. */
function hashFor({ asymmetricKeyType: kind }: KeyObject): "sha256" | null {
  if (kind === "ec" || kind === "rsa") return "sha256";
  if (kind === "ed25519") return null;
  throw new NerdError("UNSUPPORTED", `images are not signed with keys of the kind ${kind}`, {
    hint: "take an elliptic curve, RSA or Ed25519",
  });
}
