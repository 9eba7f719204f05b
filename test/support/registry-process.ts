import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Daemon } from "./daemon.ts";

export interface RegistryProcessOptions {
  /** Where its blobs and links lie. */
  readonly storage: string;
  /** A directory of its own, for its configuration. */
  readonly directory: string;
  readonly readOnly: boolean;
  readonly tls?: { readonly certificate: string; readonly key: string };
  /** An htpasswd file: without a user of it, every answer is 401. */
  readonly htpasswd?: string;
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

function registryConfig({ storage, readOnly, tls, htpasswd }: RegistryProcessOptions): object {
  return {
    version: 0.1,
    log: { accesslog: { disabled: true }, level: "info" },
    storage: {
      filesystem: { rootdirectory: storage },
      delete: { enabled: true },
      maintenance: { uploadpurging: { enabled: false }, readonly: { enabled: readOnly } },
    },
    http: { addr: "127.0.0.1:0", secret: "of the tests", ...(tls && { tls }) },
    ...(htpasswd && { auth: { htpasswd: { realm: "tests", path: htpasswd } } }),
  };
}
