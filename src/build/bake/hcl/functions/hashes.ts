import { constants, createHash, privateDecrypt, randomUUID } from "node:crypto";
import { NerdError } from "../../../../errors.ts";
import { type FunctionTable, fixed, variadic } from "../function-table.ts";
import { Problem } from "../source.ts";

const hash = (name: string) => fixed(["text"], (text) => createHash(name).update(text).digest("hex"));

/** Hashes, and ids. */
export const hashFunctions: FunctionTable = {
  md5: hash("md5"),
  sha1: hash("sha1"),
  sha256: hash("sha256"),
  sha512: hash("sha512"),
  bcrypt: variadic(["text"], "number", () => {
    throw new NerdError("UNSUPPORTED", "bcrypt is not evaluated: it gives another value each time", {
      hint: "hash it beforehand, and hand it over as a variable",
    });
  }),
  rsadecrypt: fixed(["text", "text"], (text, key) => {
    try {
      const padding = constants.RSA_PKCS1_PADDING;
      return privateDecrypt({ key, padding }, Buffer.from(text, "base64")).toString();
    } catch (error) {
      throw new Problem(`this cannot be decrypted: ${(error as Error).message}`);
    }
  }),
  uuidv4: fixed([], () => randomUUID()),
  uuidv5: fixed(["text", "text"], nameUuid),
};

const namespaces: Readonly<Record<string, string>> = {
  dns: "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
  url: "6ba7b811-9dad-11d1-80b4-00c04fd430c8",
  oid: "6ba7b812-9dad-11d1-80b4-00c04fd430c8",
  x500: "6ba7b814-9dad-11d1-80b4-00c04fd430c8",
};

/** RFC 9562, "UUID Version 5". */
function nameUuid(namespace: string, name: string): string {
  const space = namespaces[namespace] ?? namespace;
  const bytes = Buffer.from(space.replaceAll("-", ""), "hex");
  if (bytes.length !== 16) throw new Problem(`${JSON.stringify(namespace)} is neither dns, url, oid, x500 nor a UUID`);
  const digest = createHash("sha1").update(bytes).update(name).digest().subarray(0, 16);
  digest[6] = (digest[6]! & 0x0f) | 0x50;
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  return digest.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
