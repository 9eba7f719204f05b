import { CredentialHelper } from "./credential-helper.ts";
import type { Credentials } from "./credentials.ts";
import {
  type AuthEntry,
  changeDockerConfig,
  type DockerConfig,
  dockerConfigFile,
  readDockerConfig,
} from "./docker-config.ts";
import { domainOfKey, helperKeys, serverKey } from "./server-keys.ts";

/** Where logins are kept, as for Docker: in `config.json`, or with the helper that it names. Read anew by each call. */
export class CredentialStore {
  readonly #directory: string;

  /** `directory` is the one of `config.json`. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The login for a registry; undefined where there is none. */
  async find(domain: string, signal: AbortSignal): Promise<Credentials | undefined> {
    const config = await readDockerConfig(this.#directory);
    const helper = helperFor(config, domain, signal);
    if (helper === undefined) return fileLogin(config, domain);
    for (const key of helperKeys(domain)) {
      const found = await helper.get(key);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Keeps a login in place of an earlier one; gives the file where it now lies in the clear, and undefined where a helper has it. */
  async store(domain: string, credentials: Credentials, signal: AbortSignal): Promise<string | undefined> {
    const key = serverKey(domain);
    const helper = helperFor(await readDockerConfig(this.#directory), domain, signal);
    await helper?.store(key, credentials);
    // Docker lists the servers of its helpers by empty entries.
    const entry = helper ? {} : entryOf(credentials);
    await changeDockerConfig(
      this.#directory,
      (config) => ({ ...config, auths: { ...withoutDomain(config.auths, domain), [key]: entry } }),
      signal,
    );
    return helper ? undefined : dockerConfigFile(this.#directory);
  }

  /** Forgets a login, wherever it is kept; gives whether there was one. */
  async erase(domain: string, signal: AbortSignal): Promise<boolean> {
    const config = await readDockerConfig(this.#directory);
    const helper = helperFor(config, domain, signal);
    let isErased = keysFor(config, domain).length > 0;
    for (const key of helper ? helperKeys(domain) : []) isErased = (await helper!.erase(key)) || isErased;
    if (keysFor(config, domain).length === 0) return isErased;
    await changeDockerConfig(
      this.#directory,
      (latest) => ({ ...latest, auths: withoutDomain(latest.auths, domain) }),
      signal,
    );
    return isErased;
  }
}

/** The program that keeps this registry's login: its own one, else the one for all. */
function helperFor(
  { credHelpers = {}, credsStore }: DockerConfig,
  domain: string,
  signal: AbortSignal,
): CredentialHelper | undefined {
  const own = Object.keys(credHelpers).find((key) => domainOfKey(key) === domainOfKey(domain));
  const name = own === undefined ? credsStore : credHelpers[own];
  return name ? new CredentialHelper(name, signal) : undefined;
}

function fileLogin(config: DockerConfig, domain: string): Credentials | undefined {
  return keysFor(config, domain)
    .map((key) => loginIn(config.auths![key]!))
    .find((login) => login !== undefined);
}

/** Docker's own spelling first. */
function keysFor({ auths = {} }: Pick<DockerConfig, "auths">, domain: string): string[] {
  const own = serverKey(domain);
  const keys = Object.keys(auths).filter((key) => domainOfKey(key) === domainOfKey(domain));
  return keys.sort((a, b) => Number(b === own) - Number(a === own));
}

function withoutDomain(auths: DockerConfig["auths"], domain: string): Record<string, AuthEntry> {
  const gone = new Set(keysFor({ auths: auths ?? {} }, domain));
  return Object.fromEntries(Object.entries(auths ?? {}).filter(([key]) => !gone.has(key)));
}

function loginIn({ auth = "", identitytoken, registrytoken, ...plain }: AuthEntry): Credentials | undefined {
  const [, user = "", secret = ""] = /^([^:]*):(.*)$/s.exec(Buffer.from(auth, "base64").toString()) ?? [];
  const username = user || (plain.username ?? "");
  // Docker has written zero bytes behind some passwords.
  const password = (secret || (plain.password ?? "")).replace(/\0+$/, "");
  const tokens = {
    ...(identitytoken && { identityToken: identitytoken }),
    ...(registrytoken && { registryToken: registrytoken }),
  };
  return (username && password) || identitytoken || registrytoken ? { username, password, ...tokens } : undefined;
}

function entryOf({ username, password, identityToken }: Credentials): AuthEntry {
  const auth = Buffer.from(`${username}:${identityToken ? "" : password}`).toString("base64");
  return { auth, ...(identityToken && { identitytoken: identityToken }) };
}
