import { openRegistry, type RegistrySettings } from "../../src/registry/open-registry.ts";
import { registryAccess } from "../../src/settings/registry-access.ts";

export interface ClientOptions {
  readonly hostsDir?: string;
  /** Docker's directory of logins. */
  readonly config?: string;
  readonly insecure?: boolean;
  /** `HTTPS_PROXY`, `SSL_CERT_FILE`, … */
  readonly env?: Readonly<Record<string, string>>;
}

/** What nerdsh knows of registries, in a world that the test alone has made. */
export function registrySettings({ hostsDir, config, insecure = false, env = {} }: ClientOptions): RegistrySettings {
  return {
    hostsDirs: hostsDir === undefined ? [] : [hostsDir],
    insecureRegistry: insecure,
    ...registryAccess({ DOCKER_CONFIG: config ?? "/does/not/exist", ...env }),
  };
}

/** The digest of an image in a registry, which tells that the client was let in. */
export async function remoteDigest(
  domain: string,
  options: ClientOptions,
  repository = "library/alpine",
): Promise<string> {
  using registry = await openRegistry(domain, registrySettings(options), {
    retries: { attempts: 6, baseMs: 5, capMs: 50 },
  });
  const asked = { repository, version: "latest", what: `${domain}/${repository}` };
  return (await registry.manifest(asked, new AbortController().signal)).descriptor.digest;
}
