import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface RegistryHost {
  readonly url: string;
  readonly capabilities?: readonly ("pull" | "resolve" | "push")[];
  /** A PEM file with the authority that signed the host's certificate. */
  readonly ca?: string;
}

/**
 * Writes `<directory>/<name>/hosts.toml`, as containerd reads it: whoever asks for `name` is sent to these hosts,
 * in this order, and never to the real one.
 */
export async function writeHosts(directory: string, name: string, hosts: readonly RegistryHost[]): Promise<void> {
  await mkdir(join(directory, name), { recursive: true });
  const server = hosts.at(-1)?.url ?? "";
  await writeFile(join(directory, name, "hosts.toml"), [`server = "${server}"\n`, ...hosts.map(hostTable)].join("\n"));
}

function hostTable({ url, capabilities = ["pull", "resolve"], ca }: RegistryHost): string {
  const authority = ca ? `  ca = ${JSON.stringify(ca)}\n` : "";
  return `[host."${url}"]\n  capabilities = ${JSON.stringify(capabilities)}\n${authority}`;
}
