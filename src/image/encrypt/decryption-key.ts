import { createPrivateKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { NerdError } from "../../errors.ts";
import { readKeyFile } from "./recipient.ts";

/** The private key of `FILE[:pass=PASSWORD|:file=FILE|:fd=N|:PASSWORD]`, as ocicrypt writes it. Throws INVALID_VALUE. */
export async function readDecryptionKey(cwd: string, text: string): Promise<KeyObject> {
  const [, file = "", spec] = /^([^:]*)(?::(.*))?$/s.exec(text) ?? [];
  const bytes = await readKeyFile(cwd, file);
  const passphrase = spec === undefined ? undefined : await passwordOf(cwd, spec);
  try {
    return privateKeyOf(bytes, passphrase);
  } catch (cause) {
    throw new NerdError("INVALID_VALUE", `not a private key, or not its password: ${file}`, {
      hint: "write FILE, FILE:pass=PASSWORD or FILE:file=PASSWORD-FILE",
      cause,
    });
  }
}

/** Every private key without a password in a directory; what else lies there is left alone, and a directory may be missing. */
export async function keysIn(directory: string): Promise<readonly KeyObject[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return [];
    throw new NerdError("INVALID_VALUE", `cannot read the directory of keys ${directory}`, { cause });
  });
  // containerd's decoder follows no links either.
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => join(directory, name));
  const keys = await Promise.all(files.sort().map(async (file) => keyOrNothing(await readFile(file))));
  return keys.filter((key) => key !== undefined);
}

function keyOrNothing(bytes: Buffer): KeyObject | undefined {
  try {
    return privateKeyOf(bytes, undefined);
  } catch {
    // A public key, one with a password, a note: no key to decrypt with.
    return undefined;
  }
}

function privateKeyOf(key: Buffer, passphrase: string | undefined): KeyObject {
  const text = key.toString("latin1");
  const secret = passphrase !== undefined && { passphrase };
  if (text.includes("-----BEGIN")) return createPrivateKey({ key, format: "pem", ...secret });
  if (text.trimStart().startsWith("{")) return createPrivateKey({ key: JSON.parse(key.toString()), format: "jwk" });
  return createPrivateKey({ key, format: "der", type: "pkcs8", ...secret });
}

async function passwordOf(cwd: string, spec: string): Promise<string> {
  const [, kind, value = ""] = /^(pass|file|fd)=(.*)$/s.exec(spec) ?? [];
  if (kind === undefined) return spec;
  if (kind === "pass") return value;
  if (kind === "file") return withoutLineEnd(await readKeyFile(cwd, value));
  if (!/^\d{1,9}$/.test(value)) throw new NerdError("INVALID_VALUE", `not a file descriptor: ${value}`);
  try {
    return withoutLineEnd(readFileSync(Number(value)));
  } catch (cause) {
    throw new NerdError("INVALID_VALUE", `cannot read a password from descriptor ${value}`, { cause });
  }
}

function withoutLineEnd(bytes: Buffer): string {
  return bytes.toString().replace(/\r?\n$/, "");
}
