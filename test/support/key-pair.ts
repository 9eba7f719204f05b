import { type AsymmetricKeyDetails, generateKeyPairSync, type KeyObject } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** PEM files, as openssl makes them. */
  readonly privateFile: string;
  readonly publicFile: string;
}

/** RSA of 2048 bits, or a curve: `P-256`. */
export type KeyKind = "rsa" | NonNullable<AsymmetricKeyDetails["namedCurve"]>;

export function keyPair(kind: KeyKind): Pick<KeyPair, "privateKey" | "publicKey"> {
  if (kind === "rsa") return generateKeyPairSync("rsa", { modulusLength: 2048 });
  return generateKeyPairSync("ec", { namedCurve: kind });
}

/** A pair in `NAME.pem` and `NAME.pub`. */
export async function writeKeyPair(directory: string, name: string, kind: KeyKind = "P-256"): Promise<KeyPair> {
  const pair = keyPair(kind);
  const [privateFile, publicFile] = [join(directory, `${name}.pem`), join(directory, `${name}.pub`)];
  await writeFile(privateFile, pair.privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  await writeFile(publicFile, pair.publicKey.export({ type: "spki", format: "pem" }));
  return { ...pair, privateFile, publicFile };
}
