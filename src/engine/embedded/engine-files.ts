import { join } from "node:path";
import type { Settings } from "../../settings/settings.ts";

export type EngineFileSettings = Pick<Settings, "address" | "root" | "runtimeDir">;

export interface EngineFiles {
  /** Names the engine too: it is the one containerd whose command line has this path. */
  readonly config: string;
  /** Pattern of the files that a user adds to the configuration, for snapshotters that are programs of their own. */
  readonly additions: string;
  readonly launcher: string;
  readonly data: string;
  readonly state: string;
  readonly socket: string;
  /** Where the socket waits while the launcher makes sure that nobody uses it. */
  readonly parkedSocket: string;
  /** Beside the socket and not with the data, so that a full disk can still be told. */
  readonly log: string;
  /** Held by whoever starts or stops the engine. */
  readonly lock: string;
}

export function engineFiles({ address, root, runtimeDir }: EngineFileSettings): EngineFiles {
  return {
    config: join(root, "containerd.toml"),
    additions: join(root, "containerd.d/*.toml"),
    launcher: join(root, "launcher.sh"),
    data: join(root, "containerd"),
    state: join(runtimeDir, "containerd"),
    socket: address,
    parkedSocket: `${address}.parked`,
    log: join(runtimeDir, "containerd.log"),
    lock: join(runtimeDir, "engine.lock"),
  };
}
