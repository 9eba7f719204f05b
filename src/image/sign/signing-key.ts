import { createPrivateKey, type KeyObject, scryptSync } from "node:crypto";
import { NerdError } from "../../errors.ts";
import { isObject } from "../document/json-object.ts";
import { readKeyFile } from "../encrypt/recipient.ts";
import { openedSecretBox } from "./secret-box.ts";

/** Of more, unlocking a key would take minutes and gigabytes. */
const mostScryptBytes = 512 * 1024 * 1024;

interface SealedKey {
  readonly scrypt: { readonly N: number; readonly r: number; readonly p: number };
  readonly salt: Buffer;
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
}

/**
 * The private key of a file: cosign's own, which `password` unlocks, or a PEM file as openssl makes it. Throws INVALID_VALUE where it is none,
 * or the password is another one.
 */
export async function readSigningKey(cwd: string, file: string, password: string): Promise<KeyObject> {
  const text = (await readKeyFile(cwd, file)).toString("latin1");
  const [, body] = /-----BEGIN ENCRYPTED (?:COSIGN|SIGSTORE) PRIVATE KEY-----([^-]*)-----END/.exec(text) ?? [];
  try {
    if (body === undefined) return createPrivateKey({ key: text, ...(password !== "" && { passphrase: password }) });
    const { scrypt, salt, nonce, ciphertext } = parseSealedKey(Buffer.from(body, "base64"));
    const key = openedSecretBox(ciphertext, nonce, unlockingKey(password, salt, scrypt));
    if (key === undefined) throw new Error("the password is another one");
    return createPrivateKey({ key, format: "der", type: "pkcs8" });
  } catch (cause) {
    throw new NerdError("INVALID_VALUE", `not a private key, or not its password: ${file}`, {
      hint: "the password is taken from COSIGN_PASSWORD; cosign generate-key-pair makes a key",
      cause,
    });
  }
}

function unlockingKey(password: string, salt: Buffer, { N, r, p }: SealedKey["scrypt"]): Buffer {
  const maxmem = 128 * N * r * p * 2;
  if (!(maxmem <= mostScryptBytes)) throw new Error(`scrypt with N=${N}, r=${r} and p=${p}`);
  return scryptSync(password, salt, 32, { N, r, p, maxmem });
}

/** From secure-systems-lab's encrypted, which cosign writes. */
function parseSealedKey(bytes: Buffer): SealedKey {
  const value: unknown = JSON.parse(bytes.toString());
  const { kdf, cipher, ciphertext } = isObject(value) ? value : {};
  if (!isObject(kdf) || !isObject(cipher) || !isObject(kdf["params"])) throw new Error("no kdf and no cipher");
  if (kdf["name"] !== "scrypt" || cipher["name"] !== "nacl/secretbox") {
    throw new Error(`closed by ${String(kdf["name"])} and ${String(cipher["name"])}`);
  }
  const { N, r, p } = kdf["params"];
  return {
    scrypt: { N: Number(N), r: Number(r), p: Number(p) },
    salt: fromBase64(kdf["salt"]),
    nonce: fromBase64(cipher["nonce"]),
    ciphertext: fromBase64(ciphertext),
  };
}

function fromBase64(text: unknown): Buffer {
  return Buffer.from(typeof text === "string" ? text : "", "base64");
}
