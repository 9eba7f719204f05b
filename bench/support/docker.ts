import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Daemon } from "../../test/support/daemon.ts";
import { ownedDirectory } from "../../test/support/owned-directory.ts";
import { programOutput } from "../../test/support/program.ts";
import type { Registry } from "../../test/support/registry.ts";
import { removeAbandoned, removeRemains } from "../../test/support/remains.ts";
import { restoreFirewall, savedFirewall } from "./docker-firewall.ts";

const prefix = "nerdsh-docker-";

/** A dockerd of its own, with its own containerd, bridge and data, called by Docker's command line. */
export interface Docker extends AsyncDisposable {
  readonly host: string;
  /** What a command printed. */
  run(...args: string[]): Promise<string>;
  /** The name in the registry under which Docker pulls an image; `pull` also tags it as `name`. */
  registryName(name: string): string;
  pull(name: string): Promise<void>;
}

export async function startDocker(registry: Registry): Promise<Docker> {
  await removeAbandoned(prefix);
  const firewall = await savedFirewall();
  const directory = await ownedDirectory(prefix);
  const bridge = `nd${process.pid}`;
  const host = `unix://${join(directory, "docker.sock")}`;
  const end = async (daemon?: Daemon) => {
    await daemon?.end();
    await removeRemains(directory);
    await programOutput("ip", ["link", "delete", bridge]);
    await restoreFirewall(firewall, bridge);
  };
  await addBridge(bridge);
  try {
    const { daemon } = await Daemon.start("dockerd", await daemonWords(directory, bridge, host), {
      ready: (line) => line.includes("API listen on") || undefined,
      timeoutMs: 60_000,
    });
    const run = (...args: string[]) => programOutput("docker", ["--host", host, ...args]);
    const registryName = (name: string) => `${registry.host}/library/${name}:latest`;
    const pull = async (name: string) => {
      await run("pull", "--quiet", registryName(name));
      await run("tag", registryName(name), `${name}:latest`);
    };
    await pull("busybox");
    return { host, run, registryName, pull, [Symbol.asyncDispose]: () => end(daemon) };
  } catch (error) {
    await end();
    throw error;
  }
}

async function daemonWords(directory: string, bridge: string, host: string): Promise<string[]> {
  const config = join(directory, "daemon.json");
  await mkdir(join(directory, "exec"));
  await writeFile(config, "{}"); // Or it would read the system's.
  return [
    `--config-file=${config}`,
    `--data-root=${join(directory, "data")}`,
    `--exec-root=${join(directory, "exec")}`,
    `--pidfile=${join(directory, "docker.pid")}`,
    `--bridge=${bridge}`,
    `--host=${host}`,
  ];
}

/** Docker takes a bridge of the user's by name, with the address that it has. */
async function addBridge(bridge: string): Promise<void> {
  await programOutput("ip", ["link", "add", bridge, "type", "bridge"]);
  await programOutput("ip", ["address", "add", `10.213.${process.pid % 256}.1/24`, "dev", bridge]);
  await programOutput("ip", ["link", "set", bridge, "up"]);
}
