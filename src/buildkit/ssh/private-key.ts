import { createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import { isNerdError, NerdError } from "../../errors.ts";
import { encryptedKey, opensshBegin, opensshKey } from "./openssh-key.ts";
import { sshNumber, sshString } from "./ssh-bytes.ts";

/** A key as an SSH agent has it. */
export interface PrivateKey {
  /** The public part as SSH sends it, by which a key is asked for. */
  readonly blob: Buffer;
  readonly comment: string;
  /** `flags` choose the hash of RSA (draft-miller-ssh-agent, "Signature flags"). */
  sign(data: Uint8Array, flags: number): Buffer;
}

const rsaSha256 = 2;
const rsaSha512 = 4;

/**
 * A private key of OpenSSH's or PEM's form: RSA, ECDSA or Ed25519, without a passphrase. Throws INVALID_VALUE for what is none, and UNSUPPORTED.
 */
export function privateKey(text: string, path: string): PrivateKey {
  const { key, comment } = readKey(text, path);
  const jwk = createPublicKey(key).export({ format: "jwk" });
  const bytes = (part: "n" | "e" | "x" | "y") => Buffer.from(jwk[part] ?? "", "base64url");
  if (key.asymmetricKeyType === "rsa") {
    const blob = Buffer.concat([sshString("ssh-rsa"), sshNumber(bytes("e")), sshNumber(bytes("n"))]);
    return { blob, comment, sign: (data, flags) => rsaSignature(key, data, flags) };
  }
  const curve = curves[jwk.crv ?? ""];
  if (key.asymmetricKeyType === "ed25519") {
    const blob = Buffer.concat([sshString("ssh-ed25519"), sshString(bytes("x"))]);
    return { blob, comment, sign: (data) => signature("ssh-ed25519", sign(null, data, key)) };
  }
  if (key.asymmetricKeyType !== "ec" || curve === undefined) throw noKey(path);
  const kind = `ecdsa-sha2-${curve.name}`;
  const point = Buffer.concat([Buffer.from([4]), bytes("x"), bytes("y")]);
  const blob = Buffer.concat([sshString(kind), sshString(curve.name), sshString(point)]);
  return { blob, comment, sign: (data) => signature(kind, ecdsaNumbers(key, data, curve.hash)) };
}

const curves: Readonly<Record<string, { readonly name: string; readonly hash: string }>> = {
  "P-256": { name: "nistp256", hash: "sha256" },
  "P-384": { name: "nistp384", hash: "sha384" },
  "P-521": { name: "nistp521", hash: "sha512" },
};

function readKey(text: string, path: string): { readonly key: KeyObject; readonly comment: string } {
  try {
    if (text.includes(opensshBegin)) return opensshKey(text, path);
    if (/-----BEGIN [^-]*PRIVATE KEY-----/.test(text)) {
      if (text.includes("ENCRYPTED")) throw encryptedKey(path); // PEM's header, or the kind of PKCS#8.
      return { key: createPrivateKey(text), comment: path };
    }
  } catch (error) {
    throw isNerdError(error) ? error : noKey(path, error);
  }
  throw noKey(path);
}

function noKey(path: string, cause?: unknown): NerdError {
  return new NerdError("INVALID_VALUE", `neither an SSH agent's socket nor a private key: ${path}`, {
    hint: "write --ssh default=SOCKET, or --ssh default=KEY with an RSA, ECDSA or Ed25519 key; what ends in .pub is the other half",
    cause,
  });
}

/** RFC 8332; without a flag the old kind, with SHA-1. */
function rsaSignature(key: KeyObject, data: Uint8Array, flags: number): Buffer {
  if ((flags & rsaSha512) !== 0) return signature("rsa-sha2-512", sign("sha512", data, key));
  if ((flags & rsaSha256) !== 0) return signature("rsa-sha2-256", sign("sha256", data, key));
  return signature("ssh-rsa", sign("sha1", data, key));
}

/** RFC 5656, section 3.1.2. */
function ecdsaNumbers(key: KeyObject, data: Uint8Array, hash: string): Buffer {
  const both = sign(hash, data, { key, dsaEncoding: "ieee-p1363" });
  const size = both.length / 2;
  return Buffer.concat([sshNumber(both.subarray(0, size)), sshNumber(both.subarray(size))]);
}

function signature(kind: string, bytes: Uint8Array): Buffer {
  return Buffer.concat([sshString(kind), sshString(bytes)]);
}
