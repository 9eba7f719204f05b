import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { NerdError } from "../../errors.ts";
import { hostsOf } from "./hosts-file.ts";
import {
  defaultHost,
  defaultHosts,
  insecureHosts,
  noTlsFiles,
  type RegistryHost,
  type TlsFiles,
} from "./registry-host.ts";

export interface HostSettings {
  readonly hostsDirs: readonly string[];
  readonly insecureRegistry: boolean;
}

/** The hosts to ask for what `domain` names, in this order: mirrors first, the server itself last. */
export async function registryHosts(
  domain: string,
  { hostsDirs, insecureRegistry }: HostSettings,
): Promise<RegistryHost[]> {
  const hosts = await configuredHosts(domain, hostsDirs);
  if (!insecureRegistry) return hosts;
  const all = hosts.flatMap(insecureHosts);
  return all.filter(({ base }, index) => all.findIndex((host) => host.base === base) === index);
}

/** The names under which a registry's directory is looked for, the most telling one first. */
export function directoryNames(domain: string): string[] {
  const [, host = domain, port] = /^(.*?)(?::(\d+))?$/.exec(domain) ?? [];
  if (port === undefined) return [domain, `${host}_443_`, `${host}:443`, "_default"];
  return [`${host}_${port}_`, domain, ...(port === "443" ? [host] : []), "_default"];
}

/** The first directory that there is settles it, as in containerd: what it leaves out comes from no other one. */
async function configuredHosts(domain: string, hostsDirs: readonly string[]): Promise<RegistryHost[]> {
  for (const root of hostsDirs) {
    for (const name of directoryNames(domain)) {
      const directory = join(root, name);
      const files = entriesOf(directory);
      if (files === undefined) continue;
      if (files.includes("hosts.toml")) return await readHostsFile(directory, domain);
      return defaultHosts(domain, dockerTlsFiles(files, directory));
    }
  }
  return [defaultHost(domain)];
}

async function readHostsFile(directory: string, domain: string): Promise<RegistryHost[]> {
  const file = join(directory, "hosts.toml");
  // By the calling thread, as all looks at these directories; the TOML parser is loaded only where there is such a file.
  const text = readFileSync(file, "utf8");
  const { parse } = await import("smol-toml");
  let document: Record<string, unknown>;
  try {
    document = parse(text);
  } catch (cause) {
    throw new NerdError("INVALID_VALUE", `not a TOML file: ${file}`, { cause });
  }
  return hostsOf(document, domain, directory);
}

/** Docker's own form of such a directory: `*.crt` are authorities, `*.cert` and `*.key` a client's pair. */
function dockerTlsFiles(files: readonly string[], directory: string): TlsFiles {
  const clients = files.filter((file) => file.endsWith(".cert"));
  return {
    ...noTlsFiles,
    ca: files.filter((file) => file.endsWith(".crt")).map((file) => join(directory, file)),
    clients: clients.map((cert) => {
      const key = cert.replace(/\.cert$/, ".key");
      return { cert: join(directory, cert), key: files.includes(key) ? join(directory, key) : undefined };
    }),
  };
}

/** By the calling thread: most of these are not there, and the way to libuv's pool and back costs more than to see that. */
function entriesOf(directory: string): string[] | undefined {
  try {
    return readdirSync(directory).sort();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new NerdError("INVALID_VALUE", `cannot read the registry configuration in ${directory}`, { cause: error });
  }
}
