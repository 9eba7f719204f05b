import type { LlbMount } from "./mounts.ts";
import type { StepOptions } from "./step-options.ts";

export interface RunOptions extends StepOptions {
  /** Beside the state's, for this command only. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly user?: string;
  /** By path. */
  readonly mounts?: Readonly<Record<string, LlbMount>>;
  /** Variables that are secrets of the build, by their names: `{ TOKEN: "npm-token" }`. */
  readonly secretEnv?: Readonly<Record<string, string>>;
  /** Forwards an SSH agent of the build, `default` where it is `true`, and sets SSH_AUTH_SOCK. */
  readonly ssh?: boolean | string;
  /** `host` needs the build's entitlement `network.host`. */
  readonly network?: "sandbox" | "host" | "none";
  /** `insecure` has all rights, and needs the build's entitlement `security.insecure`. */
  readonly security?: "sandbox" | "insecure";
  /** The command cannot write to its root, and the state after it is the one before. */
  readonly readonlyRoot?: boolean;
  /** Names by address: `{ "db.local": "10.0.0.5" }`. */
  readonly addHosts?: Readonly<Record<string, string>>;
  /** `{ nofile: 1024 }`, or soft and hard limit. */
  readonly ulimit?: Readonly<Record<string, number | readonly [soft: number, hard: number]>>;
  readonly hostname?: string;
  /** Exit codes that are no failure; 0 by default. */
  readonly validExitCodes?: readonly number[];
}
