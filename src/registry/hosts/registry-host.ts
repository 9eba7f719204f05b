/** What a host may be asked for: `resolve` is a tag's digest, `pull` is content by digest. */
export type Capability = "pull" | "resolve" | "push";

/** One server that answers for a registry's name: the server itself, or a mirror of it. */
export interface RegistryHost {
  /** Where its API starts: `https://registry-1.docker.io/v2`, no slash at the end. */
  readonly base: string;
  readonly capabilities: readonly Capability[];
  readonly tls: TlsFiles;
  /** Sent with every request to this host, and to no host that it redirects to. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** A mirror is told whose content it is asked for: `?ns=docker.io`. */
  readonly namespace: string | undefined;
  /** Of the server that answers by another name: the registry whose login it takes where it has none of its own. */
  readonly registry?: string | undefined;
  /** How long a connection may take; the client's own limit where absent. */
  readonly connectMs?: number | undefined;
}

/** Files, read when the first connection is made. */
export interface TlsFiles {
  readonly ca: readonly string[];
  readonly clients: readonly { readonly cert: string; readonly key: string | undefined }[];
  readonly skipVerify: boolean;
}

export const everyCapability: readonly Capability[] = ["pull", "resolve", "push"];
export const noTlsFiles: TlsFiles = { ca: [], clients: [], skipVerify: false };

/** The server behind a registry's name where no configuration says otherwise. */
export function defaultHost(domain: string): RegistryHost {
  const scheme = isLoopback(domain) && !domain.endsWith(":443") ? "http" : "https";
  const authority = domain === "docker.io" ? "registry-1.docker.io" : domain;
  const base = `${scheme}://${authority}/v2`;
  return { base, capabilities: everyCapability, tls: noTlsFiles, headers: {}, namespace: undefined };
}

/** The registry itself rather than its mirrors, to be asked whatever it may otherwise be asked for. */
export function ownHosts(hosts: readonly RegistryHost[]): RegistryHost[] {
  const own = hosts.filter(({ namespace, registry }) => namespace === undefined || registry !== undefined);
  return own.map((host) => ({ ...host, capabilities: everyCapability }));
}

/** The same where there are certificates for it: loopback then speaks TLS if it can, and HTTP else, as with containerd. */
export function defaultHosts(domain: string, tls: TlsFiles): RegistryHost[] {
  const host = { ...defaultHost(domain), tls };
  const hasFiles = tls.ca.length > 0 || tls.clients.length > 0;
  return host.base.startsWith("http:") && hasFiles ? secureFirst(host) : [host];
}

/** `--insecure-registry`: certificates go unchecked, and plain HTTP is the last resort. */
export function insecureHosts(host: RegistryHost): RegistryHost[] {
  const unchecked = { ...host, tls: { ...host.tls, skipVerify: true } };
  const { protocol, host: authority } = new URL(host.base);
  return protocol === "https:" || isLoopback(authority) ? secureFirst(unchecked) : [unchecked];
}

function secureFirst(host: RegistryHost): RegistryHost[] {
  return ["https:", "http:"].map((protocol) => ({ ...host, base: host.base.replace(/^https?:/, protocol) }));
}

/** Docker trusts what never leaves the machine: `localhost`, `127.0.0.0/8`, `[::1]`, with any port. */
function isLoopback(domain: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(domain);
}

/** The registries whose logins serve a host, the first one that there is. */
export function loginsFor({ base, registry }: Pick<RegistryHost, "base" | "registry">): string[] {
  return [domainOf(base), ...(registry === undefined ? [] : [registry])];
}

/** `docker.io` for the host that serves it, else the host as it is written in image names. */
export function domainOf(base: string): string {
  const { host } = new URL(base);
  return host === "registry-1.docker.io" || host === "index.docker.io" ? "docker.io" : host;
}
