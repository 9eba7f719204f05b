import { createPrivateKey, type JsonWebKey, type KeyObject } from "node:crypto";
import { NerdError } from "../../errors.ts";
import { SshReader, withoutZeros } from "./ssh-bytes.ts";

/** OpenSSH's own format of private keys, which Node does not read (openssh, PROTOCOL.key). */
export const opensshBegin = "-----BEGIN OPENSSH PRIVATE KEY-----";

const magic = "openssh-key-v1\0";

/** Throws UNSUPPORTED for one with a passphrase, and for a kind that is no RSA, ECDSA or Ed25519; RangeError for what is cut off. */
export function opensshKey(text: string, path: string): { readonly key: KeyObject; readonly comment: string } {
  const [, body = ""] = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]*)-----END/.exec(text) ?? [];
  const bytes = Buffer.from(body, "base64");
  if (bytes.toString("latin1", 0, magic.length) !== magic) throw new RangeError("it does not begin as such keys do");
  const outer = new SshReader(bytes.subarray(magic.length));
  if (outer.text() !== "none") throw encryptedKey(path);
  outer.string(); // The name of a key derivation, and what it needs: none.
  outer.string();
  outer.uint32(); // How many there are: OpenSSH writes one.
  outer.string(); // The public part, which the private one has, too.
  const inner = new SshReader(outer.string());
  const check = inner.uint32();
  if (inner.uint32() !== check) throw new RangeError("its check numbers differ");
  const kind = inner.text();
  const read = readers[kind];
  if (read === undefined) {
    throw new NerdError("UNSUPPORTED", `keys of the kind ${kind} are not used here: ${path}`, {
      hint: "add it to an agent, and hand that over: ssh-add KEY, then --ssh default",
    });
  }
  const jwk = read(inner);
  return { key: createPrivateKey({ key: jwk, format: "jwk" }), comment: inner.text() };
}

export function encryptedKey(path: string): NerdError {
  return new NerdError("UNSUPPORTED", `the SSH key has a passphrase: ${path}`, {
    hint: "an agent asks for it once: eval $(ssh-agent), ssh-add KEY, then --ssh default",
  });
}

const readers: Readonly<Record<string, (reader: SshReader) => JsonWebKey>> = {
  "ssh-ed25519": ed25519,
  "ssh-rsa": rsa,
  "ecdsa-sha2-nistp256": ecdsa("P-256"),
  "ecdsa-sha2-nistp384": ecdsa("P-384"),
  "ecdsa-sha2-nistp521": ecdsa("P-521"),
};

function ed25519(reader: SshReader): JsonWebKey {
  const x = base64url(reader.string());
  return { kty: "OKP", crv: "Ed25519", x, d: base64url(reader.string().subarray(0, 32)) };
}

function rsa(reader: SshReader): JsonWebKey {
  const [n, e, d, qi, p, q] = Array.from({ length: 6 }, () => withoutZeros(reader.string())) as Six;
  const number = (bytes: Buffer) => BigInt(`0x${bytes.toString("hex")}`);
  const rest = (prime: Buffer) => fromNumber(number(d) % (number(prime) - 1n));
  const parts = { n, e, d, p, q, qi, dp: rest(p), dq: rest(q) };
  return { kty: "RSA", ...Object.fromEntries(Object.entries(parts).map(([name, bytes]) => [name, base64url(bytes)])) };
}

/** As many as are asked for. */
type Six = [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer];

function ecdsa(crv: string): (reader: SshReader) => JsonWebKey {
  return (reader) => {
    reader.string(); // The curve once more.
    const point = reader.string().subarray(1); // Behind a 4: both coordinates are there.
    const size = point.length / 2;
    const d = withoutZeros(reader.string());
    const padded = Buffer.concat([Buffer.alloc(size - d.length), d]);
    const [x, y] = [point.subarray(0, size), point.subarray(size)];
    return { kty: "EC", crv, x: base64url(x), y: base64url(y), d: base64url(padded) };
  };
}

function fromNumber(value: bigint): Buffer {
  const digits = value.toString(16);
  return Buffer.from(digits.padStart(digits.length + (digits.length % 2), "0"), "hex");
}

const base64url = (bytes: Buffer) => bytes.toString("base64url");
