import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { resolveSettings } from "../../src/settings/resolve.ts";
import { until } from "./condition.ts";
import { type Census, census, diff } from "./leftovers.ts";
import { nerdsh, nerdshCommand, nerdshEnvironment } from "./nerdsh.ts";
import { ownedDirectory } from "./owned-directory.ts";
import type { ProgramOptions, ProgramResult } from "./program.ts";
import { type Registry, type RegistryOptions, startRegistry } from "./registry.ts";
import { removeAbandoned, removeRemains } from "./remains.ts";
import { openTerminal, type Terminal, type TerminalOptions } from "./terminal.ts";

export interface WorldOptions {
  readonly registry?: RegistryOptions;
  /** The socket of a containerd that the test has started; without it, nerdsh starts its own below the root. */
  readonly address?: string;
  /** Lines added to the configuration of the containerd that nerdsh starts, for plugins. */
  readonly engineConfig?: string;
}

export interface WorldParts extends Pick<WorldOptions, "address"> {
  readonly root: string;
  readonly registry: Registry;
}

const prefix = "nerdsh-world-";

/** A nerdsh of the test's own: private root, engine, networks and names; and Docker Hub is the fixtures' registry. */
export class World implements AsyncDisposable {
  /** `NERDSH_ROOT`. */
  readonly root: string;
  readonly registry: Registry;
  /** For whoever calls nerdsh another way than through this: what makes it private. */
  readonly env: Readonly<Record<string, string>>;

  readonly #remove: () => Promise<void>;

  constructor({ root, registry, address }: WorldParts, remove: () => Promise<void>) {
    this.root = root;
    this.registry = registry;
    this.#remove = remove;
    this.env = {
      NERDSH_ROOT: root,
      NERDSH_HOSTS_DIR: registry.hostsDir,
      NERDCTL_TOML: "/nonexistent/nerdctl.toml",
      ...(address && { CONTAINERD_ADDRESS: address }),
    };
  }

  get hostsDir(): string {
    return this.registry.hostsDir;
  }

  /** Runs a command line to its end. */
  async nerdsh(args: readonly string[], options: ProgramOptions = {}): Promise<ProgramResult> {
    return await nerdsh(args, { ...options, env: { ...this.env, ...options.env } });
  }

  /** Runs a command line in a pseudo-terminal. */
  async terminal(args: readonly string[] = [], options: TerminalOptions = {}): Promise<Terminal> {
    const env = nerdshEnvironment({ ...this.env, ...options.env });
    return await openTerminal([...nerdshCommand(), ...args], { ...options, env });
  }

  /** What exists at this moment, for `diff`; engine objects only while its engine runs. */
  async census(): Promise<Census> {
    const { address } = await resolveSettings({ environment: this.env });
    return await census({ root: this.root, ...(existsSync(address) && { address }) });
  }

  /** Waits until nothing of any kind is left of what came since that census, and nothing of it is missing. */
  async untilAsAt(earlier: Census): Promise<void> {
    let changes = {};
    await until(
      () => `all is as before: ${JSON.stringify(changes)}`,
      async () => {
        changes = diff(earlier, await this.census());
        return Object.keys(changes).length === 0;
      },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#remove();
  }
}

/** `await using world = await privateWorld()`: gone with the block, with all containers in it. */
export async function privateWorld({ registry = {}, address, engineConfig }: WorldOptions = {}): Promise<World> {
  await removeAbandoned(prefix);
  const started = await startRegistry(registry);
  const root = await ownedDirectory(prefix);
  if (engineConfig !== undefined) {
    await mkdir(join(root, "containerd.d"));
    await writeFile(join(root, "containerd.d/test.toml"), `version = 2\n${engineConfig}\n`);
  }
  return new World({ root, registry: started, ...(address && { address }) }, async () => {
    await removeRemains(root);
    await started[Symbol.asyncDispose]();
  });
}
