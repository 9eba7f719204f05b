import { spawn } from "node:child_process";
import { once } from "node:events";
import { runtimePath } from "../../scripts/runtimes.ts";
import type * as nerdsh from "../../src/index.ts";
import { resolveSettings } from "../../src/settings/resolve.ts";
import { privateWorld, type World } from "../../test/support/private-world.ts";
import { programOutput } from "../../test/support/program.ts";
import { type Docker, startDocker } from "./docker.ts";

/** What `npm run build` and `npm run build:exe` make. */
export interface BuiltFiles {
  readonly script: string;
  /** The library as it ships: contenders in this process use it. */
  readonly library: string;
  /** The standalone executable, where it was built. */
  readonly executable: string | undefined;
}

/** Whom nerdsh is measured against, and nerdsh itself: each with an engine of its own, all with the same images from one registry. */
export interface Peers extends AsyncDisposable {
  readonly built: BuiltFiles;
  readonly isShort: boolean;
  readonly world: World;
  /** Of processes that shall find nerdsh's private engine. */
  readonly environment: NodeJS.ProcessEnv;
  /** nerdsh in this process. */
  readonly nerdsh: typeof nerdsh;
  readonly docker: Docker;
  /** A whole process of the bundle, on the Node that runs the benchmark. */
  script(...args: string[]): Promise<string>;
  /** The newest Node that nerdsh promises to work on: it starts in half the time. */
  readonly node24: string;
  /** containerd's own client, on nerdsh's containerd. */
  ctr(...args: string[]): Promise<string>;
}

export async function startPeers(built: BuiltFiles, { isShort }: { readonly isShort: boolean }): Promise<Peers> {
  const world = await privateWorld();
  try {
    // The library finds its engine as every program does.
    const environment = Object.assign(process.env, world.env);
    const { address } = await resolveSettings({ environment });
    const library = (await import(built.library)) as typeof nerdsh; // The same names, bundled.
    await library.pull("busybox");
    const docker = await startDocker(world.registry);
    return {
      ...{ built, isShort, world, environment, nerdsh: library, docker },
      node24: await runtimePath("node24"),
      script: (...args) => programOutput(process.execPath, [built.script, ...args], { env: environment }),
      ctr: (...args) => programOutput("ctr", ["--address", address, ...args]),
      async [Symbol.asyncDispose]() {
        await docker[Symbol.asyncDispose]();
        await world[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await world[Symbol.asyncDispose]();
    throw error;
  }
}

/** Runs a program and counts what it writes, which must be `expectedBytes`, without keeping it. */
export async function drain(file: string, args: readonly string[], expectedBytes: number): Promise<void> {
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"] });
  let bytes = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
  });
  await once(child, "close");
  if (bytes !== expectedBytes) throw new Error(`${file} ${args.join(" ")} wrote ${bytes} bytes, not ${expectedBytes}`);
}
