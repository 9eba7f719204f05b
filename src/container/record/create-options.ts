import type { HealthOptions } from "../health/health-options.ts";
import type { LoggingOptions } from "../logs/log-options.ts";
import type { MountOptions } from "../mounts/mount-options.ts";
import type { RestartOptions } from "../restart-policy.ts";
import type { NetworkOptions } from "../network/network-options.ts";
import type { SpecInput } from "../spec/spec.ts";

/** What a caller may decide of a container before it exists: the flags of `run` and `create`, read. */
export interface CreateOptions extends SpecInput, MountOptions, NetworkOptions, LoggingOptions, RestartOptions, HealthOptions {
  readonly image: string;
  readonly cidfile: string | undefined;
  readonly envFile: readonly string[];
  readonly groupAdd: readonly string[];
  readonly init: boolean;
  readonly initBinary: string | undefined;
  readonly interactive: boolean;
  readonly label: Readonly<Record<string, string | null>>;
  readonly name: string | undefined;
  readonly pull: "always" | "missing" | "never";
  readonly runtime: string;
  readonly stopSignal: string | undefined;
  readonly user: string | undefined;
}
