import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { probeSocket } from "../../src/engine/socket-probe.ts";
import { until } from "./condition.ts";
import { Daemon } from "./daemon.ts";
import { writeHosts } from "./hosts-directory.ts";
import type { World } from "./private-world.ts";
import { programOutput } from "./program.ts";

/** The name by which soci reaches the registry: of one on loopback it asks for layers without TLS, and for its index with it. */
const registryName = "registry.test";

/**
 * Debian's soci and its snapshotter, in a world whose registry has TLS and takes pushes. Both write to fixed places, so they see a /var/lib
 * of their own, gone with them; and an /etc/hosts that knows the registry's name.
 */
export class Soci implements AsyncDisposable {
  /** The registry's part of an image name. */
  readonly host: string;
  /** The snapshotter's own files, its mounts among them. */
  readonly root: string;
  readonly socket: string;
  readonly #world: World;
  readonly #directory: string;
  #daemon: Daemon | undefined;

  private constructor(world: World) {
    const directory = join(world.root, "soci");
    this.#world = world;
    this.#directory = directory;
    this.host = `${registryName}:${new URL(world.registry.url).port}`;
    this.root = join(directory, "root");
    this.socket = join(directory, "soci.sock");
  }

  static async create(world: World): Promise<Soci> {
    const soci = new Soci(world);
    const { url, ca } = world.registry;
    await writeHosts(world.hostsDir, soci.host, [{ url, ...(ca && { ca }) }]);
    await mkdir(soci.root, { recursive: true });
    await writeFile(join(soci.#directory, "hosts"), `127.0.0.1 ${registryName}\n`);
    await writeFile(join(soci.#directory, "config.toml"), "no_prometheus = true\n");
    await mkdir(join(world.root, "containerd.d"));
    const plugin = `[proxy_plugins.soci]\ntype = "snapshot"\naddress = ${JSON.stringify(soci.socket)}\n`;
    await writeFile(join(world.root, "containerd.d/soci.toml"), `version = 2\n${plugin}`);
    return soci;
  }

  /** Makes an index of an image that is in the engine at the address, and pushes it to the image's registry. */
  async pushIndex(address: string, image: string): Promise<void> {
    const create = `soci --address ${address} create --min-layer-size 0 ${image}`;
    const push = `soci --address ${address} push --quiet ${image}`;
    await programOutput("unshare", this.#apart(`${create}\n${push}`), {
      env: this.#environment,
      from: "soci-snapshotter",
    });
  }

  /** Starts the snapshotter, whose mounts are everybody's. */
  async start(): Promise<void> {
    await programOutput("mount", ["--bind", this.root, this.root]);
    await programOutput("mount", ["--make-shared", this.root]);
    const config = join(this.#directory, "config.toml");
    const serve = `exec soci-snapshotter-grpc --address ${this.socket} --root ${this.root} --config ${config}`;
    const { daemon } = await Daemon.start("unshare", this.#apart(serve), {
      env: this.#environment,
      ready: (line) => line.includes("starting soci-snapshotter-grpc") || undefined,
    });
    this.#daemon = daemon;
    await until("the snapshotter serves", async () => (await probeSocket(this.socket)) === "serving", 30_000);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#daemon?.end();
  }

  get #environment(): NodeJS.ProcessEnv {
    return { ...process.env, SSL_CERT_FILE: this.#world.registry.ca };
  }

  /** For unshare: a script in a mount namespace, from which the mounts below the root alone are seen outside. */
  #apart(script: string): string[] {
    const hosts = join(this.#directory, "hosts");
    const isolate = "for m in / /var /var/lib /etc; do ! mountpoint -q $m || mount --make-private $m; done";
    const mounts = `${isolate}\nmount -t tmpfs tmpfs /var/lib\nmount --bind ${hosts} /etc/hosts`;
    return ["--mount", "--propagation", "unchanged", "sh", "-ec", `${mounts}\n${script}`];
  }
}
