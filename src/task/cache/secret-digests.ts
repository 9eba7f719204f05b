import { createHmac, randomBytes } from "node:crypto";
import { linkSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isInside, isKnownSecret, knowsSecrets } from "../../secrets/known-secrets.ts";
import { isSecret, type Secret } from "../../secrets/secret.ts";
import { isSecretInFile } from "../../secrets/secret-in-file.ts";
import { errno } from "../../store/atomic-file.ts";
import { processIdentity } from "../../store/process-identity.ts";
import { ifThere } from "./if-there.ts";
import { sha256 } from "./task-key.ts";

const keyBytes = 32;

type Env = Readonly<Record<string, string | Secret>>;

/**
 * What stands for secrets in keys: digests that nobody can try guesses at who has not the store's own key, which is in no result.
 * Another machine's is another one. Secrets have been read before.
 */
export class SecretDigests {
  readonly #directory: string;
  #key: Buffer | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Of a variable's value, which may be one. */
  variable(value: string | undefined): string {
    if (value === undefined) return "unset";
    return isKnownSecret(value) ? this.#of(value) : sha256(value);
  }

  /** The variables of a task. */
  env(env: Env): Readonly<Record<string, string>> {
    const variables = Object.entries(env);
    if (variables.length === 0) return {};
    const texts = variables.map(([name, value]) => [name, isSecret(value) ? this.#of(value.valueNow()) : value]);
    return Object.fromEntries(texts) as Record<string, string>; // Of the pairs above.
  }

  /** The value as JSON, or its digest where secrets are in it. */
  text(value: unknown): string {
    const text = JSON.stringify(value);
    return isInside(text) ? this.#of(text) : text;
  }

  #of(text: string): string {
    this.#key ??= sharedKey(this.#directory);
    return `secret ${createHmac("sha256", this.#key).update(text).digest("hex")}`;
  }
}

export function secretsOf(env: Env): Secret[] {
  return Object.values(env).filter(isSecret);
}

/** Whether a file that a task made must not be kept. */
export function hasSecret(path: string): boolean {
  return knowsSecrets() && ifThere(() => lstatSync(path).isFile() && isSecretInFile(path)) === true;
}

/** Made once, whoever comes first. */
function sharedKey(directory: string): Buffer {
  const file = join(directory, "secret-key");
  const mine = join(directory, `.${processIdentity()}.secret-key.tmp`);
  mkdirSync(directory, { recursive: true });
  const known = ifThere(() => readFileSync(file));
  if (known?.length === keyBytes) return known;
  writeFileSync(mine, randomBytes(keyBytes), { mode: 0o600 });
  try {
    linkSync(mine, file);
  } catch (error) {
    if (errno(error) !== "EEXIST") throw error;
  } finally {
    rmSync(mine, { force: true });
  }
  return readFileSync(file);
}
