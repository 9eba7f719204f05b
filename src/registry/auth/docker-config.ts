import { chown, mkdir, readFile, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { NerdError } from "../../errors.ts";
import { errno, replaceFile } from "../../store/atomic-file.ts";
import { lockFile } from "../../store/file-lock.ts";

/** A login as `config.json` has it. */
export interface AuthEntry {
  /** base64 of `user:password`. */
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
}

/** Docker's `config.json`: the keys that speak of logins, and all others as they are. */
export interface DockerConfig {
  readonly auths?: Readonly<Record<string, AuthEntry>>;
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string>>;
  /** For containers and builds: by the daemon's address, or `default`. */
  readonly proxies?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export function dockerConfigFile(directory: string): string {
  return join(directory, "config.json");
}

/** What is configured; nothing where there is no such file. Throws SETTINGS_INVALID. */
export async function readDockerConfig(directory: string): Promise<DockerConfig> {
  const file = dockerConfigFile(directory);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (errno(error) === "ENOENT" || errno(error) === "ENOTDIR") return {};
    throw new NerdError("SETTINGS_INVALID", `cannot read the logins in ${file}`, { cause: error });
  }
  return checked(text, file);
}

/**
 * Replaces the file by what `change` makes of it, for this user's eyes only. Logins at the same time wait for each other, and a link stays
 * one, with its target replaced.
 */
export async function changeDockerConfig(
  directory: string,
  change: (config: DockerConfig) => DockerConfig,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await using _lock = await lockFile(directory, { signal });
  const changed = change(await readDockerConfig(directory));
  const file = dockerConfigFile(directory);
  const owner = await stat(file).catch((error) => {
    if (errno(error) === "ENOENT") return undefined;
    throw error;
  });
  const target = owner === undefined ? file : await realpath(file);
  await replaceFile(target, `${JSON.stringify(changed, undefined, "\t")}\n`);
  // Under sudo, it may be somebody else's, who wants to read it again.
  if (owner !== undefined && owner.uid !== process.geteuid?.()) await chown(target, owner.uid, owner.gid);
}

/** Never with the parser's own words, which quote the file, and so its passwords. */
function checked(text: string, file: string): DockerConfig {
  let config: unknown;
  try {
    config = text.trim() === "" ? {} : JSON.parse(text);
  } catch {
    throw invalid(file, "is not JSON");
  }
  if (!isTable(config)) throw invalid(file, "is no JSON object");
  const { auths = {}, credHelpers = {}, credsStore = "" } = config;
  if (!isTable(auths) || !Object.values(auths).every((entry) => isTable(entry) && loginKeys.every(isTextIn(entry))))
    throw invalid(file, "has other auths than Docker's");
  if (!isTable(credHelpers) || !Object.keys(credHelpers).every(isTextIn(credHelpers)))
    throw invalid(file, "has other credHelpers than Docker's");
  if (typeof credsStore !== "string") throw invalid(file, "has a credsStore that is no text");
  return config; // Checked above; what is not named in DockerConfig is only carried.
}

const loginKeys = ["auth", "username", "password", "identitytoken", "registrytoken"];

function isTextIn(table: Readonly<Record<string, unknown>>): (key: string) => boolean {
  return (key) => table[key] === undefined || typeof table[key] === "string";
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(file: string, reason: string): NerdError {
  return new NerdError("SETTINGS_INVALID", `${file} ${reason}`, {
    hint: "correct it, or move it away and log in again",
  });
}
