import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { Environment } from "./setting-sources.ts";

/** How registries are reached, from the variables that Docker and nerdctl read. */
export interface RegistryAccess {
  /** Where `config.json` has the logins: `$DOCKER_CONFIG`, else `~/.docker`. */
  readonly dockerConfigDir: string;
  readonly proxies: ProxySettings;
  /** Bundles of authorities, of which the first that there is stands in for the runtime's own: `$SSL_CERT_FILE`, else the system's. */
  readonly authorityFiles: readonly string[];
}

export interface ProxySettings {
  /** For `http://` and for `https://`: an address, which may have a login in it; undefined for none. */
  readonly http: string | undefined;
  readonly https: string | undefined;
  /** For both, where they have none of their own. */
  readonly all?: string | undefined;
  /** What is reached directly: hosts, domains, addresses, networks, with commas between. */
  readonly no: string;
}

/** From Go, crypto/x509, root_linux.go: what nerdctl trusts. */
const systemBundles = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/pki/tls/cacert.pem",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

export function registryAccess(environment: Environment): RegistryAccess {
  const either = (name: string) => environment[name] || environment[name.toLowerCase()] || undefined;
  const bundle = environment["SSL_CERT_FILE"];
  return {
    dockerConfigDir: resolve(environment["DOCKER_CONFIG"] || join(environment["HOME"] || homedir(), ".docker")),
    proxies: {
      http: either("HTTP_PROXY"),
      https: either("HTTPS_PROXY"),
      all: either("ALL_PROXY"),
      no: either("NO_PROXY") ?? "",
    },
    authorityFiles: bundle ? [bundle] : systemBundles,
  };
}
