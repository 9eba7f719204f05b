import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Daemon } from "./daemon.ts";
import { ownedDirectory } from "./owned-directory.ts";
import { removeAbandoned, removeRemains } from "./remains.ts";

export interface EngineOptions {
  /** Lines added to containerd's configuration, for plugins and timeouts. */
  readonly config?: string;
}

const prefix = "nerdsh-engine-";

/** A containerd of the test's own, configured as people without Docker have it. */
export class TestEngine implements AsyncDisposable {
  /** Everything of it lies below: configuration, content, state, socket. */
  readonly directory: string;
  #daemon: Daemon;

  private constructor(directory: string, daemon: Daemon) {
    this.directory = directory;
    this.#daemon = daemon;
  }

  static async start(options: EngineOptions): Promise<TestEngine> {
    await removeAbandoned(prefix);
    const directory = await ownedDirectory(prefix);
    try {
      await mkdir(join(directory, "content"));
      await writeFile(configFile(directory), containerdConfig(directory, options.config ?? ""));
      return new TestEngine(directory, await startContainerd(directory));
    } catch (error) {
      await removeRemains(directory);
      throw error;
    }
  }

  /** The path of its socket. */
  get address(): string {
    return socketFile(this.directory);
  }

  /** containerd's own root directory. */
  get root(): string {
    return join(this.directory, "content");
  }

  /** containerd's state directory: bundles of tasks are below it. */
  get state(): string {
    return join(this.directory, "state");
  }

  get pid(): number {
    return this.#daemon.pid;
  }

  get log(): string {
    return this.#daemon.log;
  }

  /** Ends containerd; containers and their shims go on. */
  async stop(): Promise<void> {
    await this.#daemon.end("SIGTERM");
  }

  async kill9(): Promise<void> {
    await this.#daemon.end("SIGKILL");
  }

  /** Starts it again over the same content and state, stopping it first where it runs. */
  async restart(): Promise<void> {
    await this.stop();
    this.#daemon = await startContainerd(this.directory);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await removeRemains(this.directory);
  }
}

export async function startEngine(options: EngineOptions = {}): Promise<TestEngine> {
  return await TestEngine.start(options);
}

async function startContainerd(directory: string): Promise<Daemon> {
  const { daemon } = await Daemon.start("containerd", ["--config", configFile(directory)], {
    ready: (line) => line.includes("containerd successfully booted") || undefined,
  });
  return daemon;
}

function containerdConfig(directory: string, more: string): string {
  return `version = 2
root = ${JSON.stringify(join(directory, "content"))}
state = ${JSON.stringify(join(directory, "state"))}
disabled_plugins = [
  "io.containerd.grpc.v1.cri",
  "io.containerd.cri.v1.images",
  "io.containerd.cri.v1.runtime",
  "io.containerd.nri.v1.nri",
]

[grpc]
address = ${JSON.stringify(socketFile(directory))}

${more}
`;
}

const configFile = (directory: string) => join(directory, "containerd.toml");
const socketFile = (directory: string) => join(directory, "containerd.sock");
