import type { Settings } from "../settings/settings.ts";
import { CredentialStore } from "./auth/credential-store.ts";
import type { CredentialSource } from "./auth/credentials.ts";
import { registryHosts } from "./hosts/host-directory.ts";
import type { RegistryHost } from "./hosts/registry-host.ts";
import { Registry, type RegistryOptions } from "./registry.ts";

export type RegistrySettings = Pick<
  Settings,
  "hostsDirs" | "insecureRegistry" | "dockerConfigDir" | "proxies" | "authorityFiles"
>;

/**
 * The registry that `domain` names in image names (`docker.io`, `localhost:5000`), as this machine is configured: its mirrors, certificates,
 * proxies and logins. The caller disposes it.
 */
export async function openRegistry(
  domain: string,
  settings: RegistrySettings,
  options: RegistryOptions = {},
): Promise<Registry> {
  return openHosts(await registryHosts(domain, settings), settings, options);
}

/** The same for hosts that the caller has chosen. */
export function openHosts(
  hosts: readonly RegistryHost[],
  settings: RegistrySettings,
  options: RegistryOptions = {},
): Registry {
  const { proxies, authorityFiles } = settings;
  return new Registry(hosts, { credentials: storedLogins(settings), proxies, authorityFiles, ...options });
}

/** The logins of Docker's `config.json`. It is read where a host asks for one, and so not for what is public. */
function storedLogins({ dockerConfigDir }: RegistrySettings): CredentialSource {
  return async (domain, signal) => await new CredentialStore(dockerConfigDir).find(domain, signal);
}
