import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Daemon } from "./daemon.ts";
import { startEngine, type TestEngine } from "./engine.ts";
import { freeSubnet } from "./free-subnet.ts";
import { ownedDirectory } from "./owned-directory.ts";
import { programOutput } from "./program.ts";
import { removeAbandoned, removeRemains } from "./remains.ts";

export interface BuilderOptions {
  /** A containerd's socket, for results beside what a test has there; without it the builder starts its own. */
  readonly containerd?: string;
  /** containerd's namespace in which images land. */
  readonly namespace?: string;
  /** Answers for Docker Hub's images: `FROM busybox` is the fixture. */
  readonly registry?: { readonly url: string };
  /** `bridge`: a RUN has a network without a way out; `none`: it can only run with `force-network-mode=none`. */
  readonly network?: "bridge" | "none";
}

/** A dockerd of the test's own, which is BuildKit with containerd's image store. */
export interface Builder extends AsyncDisposable {
  /** dockerd's socket, a path. */
  readonly socket: string;
  readonly containerd: string;
  readonly namespace: string;
  readonly pid: number;
  readonly log: string;
  kill9(): Promise<void>;
}

const prefix = "nerdsh-builder-";

export async function startBuilder(options: BuilderOptions = {}): Promise<Builder> {
  await removeAbandoned(prefix);
  const { network = "bridge", namespace = "default" } = options;
  const directory = await ownedDirectory(prefix);
  const bridge = network === "bridge" ? bridgeName(directory) : "none";
  let engine: TestEngine | undefined;
  const end = async (daemon?: Daemon) => {
    await daemon?.end();
    await removeRemains(directory);
    await engine?.[Symbol.asyncDispose]();
  };
  try {
    if (network === "bridge") await addBridge(directory, bridge);
    engine = options.containerd === undefined ? await startEngine() : undefined;
    const containerd = options.containerd ?? engine!.address;
    const socket = join(directory, "docker.sock");
    const words = await daemonWords(directory, { ...options, containerd, namespace, bridge, socket });
    const { daemon } = await Daemon.start("dockerd", words, {
      ready: (line) => line.includes("API listen on") || undefined,
      timeoutMs: 120_000,
    });
    return {
      ...{ socket, containerd, namespace, pid: daemon.pid },
      get log() {
        return daemon.log;
      },
      kill9: () => daemon.end("SIGKILL"),
      [Symbol.asyncDispose]: () => end(daemon),
    };
  } catch (error) {
    await end();
    throw error;
  }
}

interface Places {
  readonly containerd: string;
  readonly namespace: string;
  readonly bridge: string;
  readonly socket: string;
  readonly registry?: { readonly url: string };
}

/** Its firewall, routes and forwarding stay as they are: others test theirs at the same time. */
async function daemonWords(directory: string, places: Places): Promise<string[]> {
  const config = join(directory, "daemon.json");
  const { registry } = places;
  await mkdir(join(directory, "exec"));
  await writeFile(
    config,
    JSON.stringify({
      features: { "containerd-snapshotter": true },
      ...(registry && { "registry-mirrors": [registry.url] }),
    }),
  );
  return [
    `--config-file=${config}`,
    `--data-root=${join(directory, "data")}`,
    `--exec-root=${join(directory, "exec")}`,
    `--pidfile=${join(directory, "docker.pid")}`,
    `--containerd=${places.containerd}`,
    `--containerd-namespace=${places.namespace}`,
    `--bridge=${places.bridge}`,
    `--host=unix://${places.socket}`,
    ...["--iptables=false", "--ip6tables=false", "--ip-masq=false", "--ip-forward=false"],
  ];
}

/** The directory's name ends in random letters, and a link's has room for fifteen. */
const bridgeName = (directory: string) => `nb-${directory.slice(-6)}`;

/** The list that names it is for whoever removes what a killed test left. */
async function addBridge(directory: string, bridge: string): Promise<void> {
  await mkdir(join(directory, "cni"));
  await writeFile(join(directory, "cni/builder.conflist"), JSON.stringify({ plugins: [{ bridge }] }));
  await programOutput("ip", ["link", "add", bridge, "type", "bridge"]);
  await programOutput("ip", ["address", "add", `${freeSubnet().address(1)}/24`, "dev", bridge]);
  await programOutput("ip", ["link", "set", bridge, "up"]);
}
