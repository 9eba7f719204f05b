import { createPublicKey, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { NerdError } from "../../errors.ts";

/** The public key that `jwe:FILE` names; throws INVALID_VALUE, and UNSUPPORTED for ocicrypt's other kinds of recipients. */
export async function readRecipient(cwd: string, text: string): Promise<KeyObject> {
  const [, scheme, file] = /^([a-z0-9]+):(.*)$/s.exec(text) ?? [];
  if (scheme === undefined || !file) {
    throw new NerdError("INVALID_VALUE", `not a recipient: ${text}`, { hint: "write jwe:PUBLIC-KEY.pem" });
  }
  if (scheme === "jwe") return await readPublicKey(cwd, file);
  const isKnown = ["pgp", "pkcs7", "pkcs11", "provider"].includes(scheme);
  throw new NerdError(isKnown ? "UNSUPPORTED" : "INVALID_VALUE", `no recipient of the kind ${scheme}: ${text}`, {
    hint: "write jwe:PUBLIC-KEY.pem; other kinds need other programs: encrypt it with skopeo for those",
  });
}

/** A public key, or that of a certificate, in PEM. Throws INVALID_VALUE. */
export async function readPublicKey(cwd: string, file: string): Promise<KeyObject> {
  const bytes = await readKeyFile(cwd, file);
  // `createPublicKey` would derive one: whoever names a private key has most likely mixed up two files.
  if (/PRIVATE KEY-----/.test(bytes.toString("latin1"))) throw notPublic(file);
  try {
    return createPublicKey(bytes);
  } catch (cause) {
    throw notPublic(file, cause);
  }
}

/** The largest keys take some kilobytes; INVALID_VALUE where it is not to be read. */
export async function readKeyFile(cwd: string, file: string): Promise<Buffer> {
  return await readFile(resolve(cwd, file)).catch((cause) => {
    throw new NerdError("INVALID_VALUE", `cannot read the key ${file}`, { cause });
  });
}

function notPublic(file: string, cause?: unknown): NerdError {
  return new NerdError("INVALID_VALUE", `not a public key: ${file}`, {
    hint: "it is a PEM file with BEGIN PUBLIC KEY, or a certificate",
    cause,
  });
}
