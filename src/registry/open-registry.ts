import type { HostSettings } from "./hosts/host-directory.ts";
import { registryHosts } from "./hosts/host-directory.ts";
import { Registry, type RegistryOptions } from "./registry.ts";

/**
 * The registry that `domain` names in image names (`docker.io`, `localhost:5000`), as this machine is configured: its mirrors, certificates
 * and logins. The caller disposes it.
 */
export async function openRegistry(
  domain: string,
  settings: HostSettings,
  options: RegistryOptions = {},
): Promise<Registry> {
  return new Registry(await registryHosts(domain, settings), options);
}
