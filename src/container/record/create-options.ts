import type { HealthOptions } from "../health/health-options.ts";
import type { LoggingOptions } from "../logs/log-options.ts";
import type { MountOptions } from "../mounts/mount-options.ts";
import type { NetworkOptions } from "../network/network-options.ts";
import type { RestartOptions } from "../restart-policy.ts";
import type { SecretFile } from "../secret-files.ts";
import type { SpecInput } from "../spec/spec.ts";
import type { IdentityOptions } from "./identity-options.ts";

/** What a caller may decide of a container before it exists: the flags of `run` and `create`, read. */
export interface CreateOptions
  extends SpecInput,
    MountOptions,
    NetworkOptions,
    IdentityOptions,
    LoggingOptions,
    RestartOptions,
    HealthOptions {
  readonly envFile: readonly string[];
  readonly groupAdd: readonly string[];
  readonly init: boolean;
  readonly initBinary: string | undefined;
  readonly interactive: boolean;
  /** Whether `image` is a directory of the host in the place of one. */
  readonly rootfs: boolean;
  readonly runtime: string;
  readonly stopSignal: string | undefined;
  /** Seconds. */
  readonly stopTimeout: number | undefined;
  readonly user: string | undefined;
  /** Of a recipe. */
  readonly secretFiles?: readonly SecretFile[];
}
