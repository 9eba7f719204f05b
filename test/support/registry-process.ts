import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Daemon } from "./daemon.ts";
import { type TokenAuthority, tokenIssuer, tokenService } from "./token-server.ts";

export interface RegistryProcessOptions {
  /** Where its blobs and links lie. */
  readonly storage: string;
  /** A directory of its own, for its configuration. */
  readonly directory: string;
  readonly readOnly: boolean;
  readonly tls?: { readonly certificate: string; readonly key: string };
  /** An htpasswd file: without a user of it, every answer is 401. */
  readonly htpasswd?: string;
  /** Without a token of that server, every answer is 401. */
  readonly token?: TokenAuthority;
  /** Only clients with a certificate of one of these authorities are let in. */
  readonly clientAuthorities?: readonly string[];
}

/** Debian's docker-registry on a loopback port that the kernel chooses. */
export async function startRegistryProcess(options: RegistryProcessOptions) {
  const config = join(options.directory, "registry.json");
  await writeFile(config, JSON.stringify(registryConfig(options))); // It reads YAML, of which JSON is a part.
  const { daemon, ready: host } = await Daemon.start("docker-registry", ["serve", config], {
    ready: (line) => /listening on (127\.0\.0\.1:\d+)/.exec(line)?.[1],
  });
  return { daemon, host, url: `${options.tls ? "https" : "http"}://${host}` };
}

function registryConfig(options: RegistryProcessOptions): object {
  const { storage, readOnly, tls, htpasswd, token, clientAuthorities: clientcas } = options;
  return {
    version: 0.1,
    log: { accesslog: { disabled: true }, level: "info" },
    storage: {
      filesystem: { rootdirectory: storage },
      delete: { enabled: true },
      maintenance: { uploadpurging: { enabled: false }, readonly: { enabled: readOnly } },
    },
    http: { addr: "127.0.0.1:0", secret: "of the tests", ...(tls && { tls: { ...tls, clientcas } }) },
    ...(token && { auth: { token: tokenSettings(token) } }),
    ...(htpasswd && { auth: { htpasswd: { realm: "tests", path: htpasswd } } }),
  };
}

function tokenSettings({ realm, certificate }: TokenAuthority): object {
  return { realm, service: tokenService, issuer: tokenIssuer, rootcertbundle: certificate };
}
