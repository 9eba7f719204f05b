import { isNerdError, NerdError } from "../errors.ts";
import { CredentialStore } from "./auth/credential-store.ts";
import type { Credentials } from "./auth/credentials.ts";
import { registryDomain } from "./auth/server-keys.ts";
import { registryHosts } from "./hosts/host-directory.ts";
import { ownHosts } from "./hosts/registry-host.ts";
import { openHosts, type RegistrySettings } from "./open-registry.ts";

export interface LoginContext {
  readonly settings: RegistrySettings;
  readonly signal: AbortSignal;
}

export interface Login {
  /** The registry as image names have it. */
  readonly registry: string;
  /** The file in which the login lies in the clear; undefined where a credential helper keeps it. */
  readonly file: string | undefined;
}

/**
 * Tries a login at the registry of that name or address, Docker Hub's where it is empty, and keeps it where Docker would. Throws
 * REGISTRY_DENIED, and all that keeps a registry from answering; then an earlier login stays.
 */
export async function logIn(
  { settings, signal }: LoginContext,
  name: string,
  { username, password }: { readonly username: string; readonly password: string },
): Promise<Login> {
  if (username === "" || password === "")
    throw new NerdError("MISSING_ARGUMENT", "a login needs a user name and a password");
  if (username.includes(":")) throw new NerdError("INVALID_VALUE", "a user name cannot contain colons");
  const domain = registryDomain(name);
  const identityToken = await verified({ settings, signal }, domain, { username, password });
  const store = new CredentialStore(settings.dockerConfigDir);
  return { registry: domain, file: await store.store(domain, { username, password, identityToken }, signal) };
}

/** Tries the login that is kept; undefined where there is none, or where it does no longer. */
export async function logInAgain({ settings, signal }: LoginContext, name: string): Promise<string | undefined> {
  const domain = registryDomain(name);
  const kept = await new CredentialStore(settings.dockerConfigDir).find(domain, signal);
  if (kept === undefined) return undefined;
  try {
    await verified({ settings, signal }, domain, kept);
    return domain;
  } catch (error) {
    if (isNerdError(error, "REGISTRY_DENIED")) return undefined;
    throw error;
  }
}

/** Forgets the login of a registry; gives its domain, and whether there was one. */
export async function logOut(
  { settings, signal }: LoginContext,
  name: string,
): Promise<{ readonly registry: string; readonly isErased: boolean }> {
  const registry = registryDomain(name);
  return { registry, isErased: await new CredentialStore(settings.dockerConfigDir).erase(registry, signal) };
}

async function verified(
  { settings, signal }: LoginContext,
  domain: string,
  login: Credentials,
): Promise<string | undefined> {
  const hosts = ownHosts(await registryHosts(domain, settings));
  using registry = openHosts(hosts, settings, { credentials: async () => login, isOffline: true });
  try {
    return await registry.signIn(domain, signal);
  } catch (error) {
    if (!isNerdError(error, "REGISTRY_DENIED")) throw error;
    const hint = "check the user name, and the password or token";
    throw new NerdError("REGISTRY_DENIED", `the registry does not take this login: ${domain}`, { hint, cause: error });
  }
}
