import { readdir } from "node:fs/promises";
import type { BuilderRegistry } from "../../engine/embedded/builder/builder-config.ts";
import { type HostSettings, registryHosts } from "../../registry/hosts/host-directory.ts";
import { defaultHost, type RegistryHost } from "../../registry/hosts/registry-host.ts";

/**
 * The registries that have a directory of their own, in a builder's words: mirrors, plain HTTP, unchecked certificates. What a
 * builder cannot be told is left out: paths, headers, timeouts, `_default`. It trusts the authorities of the host, and reads
 * `/etc/docker/certs.d` itself.
 */
export async function builderRegistries(settings: HostSettings): Promise<BuilderRegistry[]> {
  const names = (await Promise.all(settings.hostsDirs.map(directoriesIn))).flat();
  const domains = [...new Set(names.filter((name) => name !== "_default").map(domainOfDirectory))];
  return await Promise.all(
    domains.map(async (domain) => builderRegistry(domain, await registryHosts(domain, settings))),
  );
}

/** A registry's hosts as a builder knows them. */
function builderRegistry(domain: string, hosts: readonly RegistryHost[]): BuilderRegistry {
  const able = hosts.filter(({ capabilities }) => capabilities.includes("pull") && capabilities.includes("resolve"));
  const urls = able.map(({ base, tls }) => ({ url: new URL(base), isUnchecked: tls.skipVerify }));
  const reachable = urls.filter(({ url }) => url.pathname === "/v2");
  const named = reachable.map(({ url, isUnchecked }) => ({ origin: url.origin, host: url.host, isUnchecked }));
  const own = new URL(defaultHost(domain).base).host;
  const plain = named.filter(({ origin }) => origin.startsWith("http:"));
  return {
    domain,
    mirrors: named.filter(({ host }) => host !== own).map(({ origin }) => origin),
    plain: plain.map(({ host }) => host),
    unchecked: named
      .filter(({ origin, isUnchecked }) => isUnchecked && origin.startsWith("https:"))
      .map(({ host }) => host),
  };
}

/** `localhost_5000_` is `localhost:5000`. From containerd, docs/hosts.md. */
function domainOfDirectory(name: string): string {
  return name.replace(/_(\d+)_$/, ":$1");
}

async function directoriesIn(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return []; // Most hosts have none of them.
  }
}
