import { posix } from "node:path";
import type { SecretFile } from "../container/secret-files.ts";
import { NerdError } from "../errors.ts";
import { isSecret, type Secret } from "../secrets/secret.ts";

const directory = "/run/secrets";

/** Where in a container a secret is a file, and whose. */
export interface SecretFileOptions {
  readonly secret: Secret;
  /** Absolute, or below `/run/secrets`; the name where absent. */
  readonly target?: string;
  /** 0o400 where absent. */
  readonly mode?: number;
  /** 0 where absent, as the group. */
  readonly uid?: number;
  readonly gid?: number;
}

/** By name. */
export type SecretFiles = Readonly<Record<string, Secret | SecretFileOptions>>;

/** The files that are asked for, with their texts. Throws INVALID_VALUE for a name that is a way out of the directory. */
export async function requestedSecretFiles(files: SecretFiles): Promise<readonly SecretFile[]> {
  return await Promise.all(
    Object.entries(files).map(async ([name, asked]) => {
      const options: SecretFileOptions = isSecret(asked) ? { secret: asked } : asked;
      const { secret, target = name, mode = 0o400, uid = 0, gid = 0 } = options;
      if (!isSecret(secret)) {
        const hint = 'as in { token: secret("TOKEN") }, or { token: { secret: secret("TOKEN"), uid: 1000 } }';
        throw new NerdError("INVALID_VALUE", `not a secret: ${name}`, { hint });
      }
      const path = posix.resolve(directory, target);
      if (target === "" || (!target.startsWith("/") && !path.startsWith(`${directory}/`)))
        throw new NerdError("INVALID_VALUE", `not a file below ${directory}: ${JSON.stringify(target)}`);
      return { target: path, text: await secret.value(), mode, uid, gid };
    }),
  );
}
