import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { engineFiles } from "../../src/engine/embedded/engine-files.ts";
import { findEngine } from "../../src/engine/embedded/engine-process.ts";
import { type StartedEngine, startEmbedded } from "../../src/engine/embedded/start.ts";
import { stopEmbedded } from "../../src/engine/embedded/stop.ts";
import { codec, Engine } from "../../src/engine/engine.ts";
import type { NerdEvent } from "../../src/events.ts";
import { Http2Channel } from "../../src/rpc/http2-channel.ts";
import { resolveSettings } from "../../src/settings/resolve.ts";
import type { Settings } from "../../src/settings/settings.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** An embedded engine of the test's own, not started yet; with the block goes whatever of it is there. */
export class EngineRoot implements AsyncDisposable {
  readonly settings: Settings;
  readonly engine: Engine;
  readonly #remove: () => Promise<void>;

  constructor(settings: Settings, remove: () => Promise<void>) {
    this.settings = settings;
    const { namespace, snapshotter, address } = settings;
    this.engine = new Engine(new Http2Channel(address, codec), { namespace, snapshotter });
    this.#remove = remove;
  }

  /** The pid of its containerd, whether it answers or not. */
  get pid(): number | undefined {
    return findEngine(engineFiles(this.settings).config)?.pid;
  }

  async start(events: NerdEvent[] = []): Promise<StartedEngine> {
    return await startEmbedded(this.settings, { emit: (event) => events.push(event) });
  }

  /** The same engine seen with other settings. */
  with(changes: Partial<Settings>): Pick<EngineRoot, "start"> {
    return new EngineRoot({ ...this.settings, ...changes }, async () => {});
  }

  /** A container that runs until it gets SIGTERM, made by containerd's own client. */
  runContainer(id: string): void {
    const command = ["/busybox", "sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.1; done"];
    const rootfs = join(this.settings.root, `${id}-rootfs`);
    mkdirSync(rootfs);
    copyFileSync("/bin/busybox", join(rootfs, "busybox"));
    execFileSync("ctr", ["--address", this.settings.address, "run", "--detach", "--rootfs", rootfs, id, ...command]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await stopEmbedded(this.settings, this.engine, { force: true });
    this.engine.close();
    await this.#remove();
  }
}

export async function engineRoot(changes: Partial<Settings> = {}): Promise<EngineRoot> {
  const directory = await temporaryDirectory();
  const environment = { NERDSH_ROOT: directory.path, NERDCTL_TOML: "/does/not/exist.toml", PATH: process.env["PATH"] };
  const settings = { ...(await resolveSettings({ environment, userId: 0 })), ...changes };
  return new EngineRoot(settings, async () => await directory[Symbol.asyncDispose]());
}
