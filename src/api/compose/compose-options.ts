import type { PortTypes } from "../../commands/flag-types.ts";
import type { ContainerStatus } from "../../container/record/status.ts";
import type { Duration } from "../../duration.ts";
import type { PortMapping } from "../../network/ports/port-mapping.ts";
import type { Secret } from "../../secrets/secret.ts";
import type { Cancellable, LogsOptions } from "../container-options.ts";

/** What `up()` does; as `nerdsh compose up` where nothing is said, but for the waiting. */
export interface ComposeUpOptions extends Cancellable {
  /** These, and what they depend on; all where absent. */
  readonly services?: string | readonly string[] | undefined;
  /** Resolves once all run, and are healthy where that is checked; true where absent. False: once all are started. */
  readonly wait?: boolean | undefined;
  /** The longest time for that; without a limit where absent. */
  readonly waitTimeout?: Duration | undefined;
  /** Images anew, or none though one is missing; those that are missing where absent. */
  readonly build?: boolean | undefined;
  readonly pull?: "always" | "missing" | "never" | undefined;
  /** Containers anew though nothing has changed, or none; those that have changed where absent. */
  readonly recreate?: boolean | undefined;
  /** How many containers a service has, over what its file says. */
  readonly scale?: Readonly<Record<string, number>> | undefined;
  /** Without what the services depend on. */
  readonly noDeps?: boolean | undefined;
  /** Removes containers of services that the files no longer have. */
  readonly removeOrphans?: boolean | undefined;
  /** New volumes that nobody named, for containers that are made anew. */
  readonly renewAnonVolumes?: boolean | undefined;
  /** Until a container that is replaced is killed; its own where absent. */
  readonly timeout?: Duration | undefined;
}

/** What `down()` takes along beside containers and networks. */
export interface ComposeDownOptions extends Cancellable {
  readonly services?: string | readonly string[] | undefined;
  /** The project's volumes, too. */
  readonly volumes?: boolean | undefined;
  /** Images of all services, or of those that have no name of their own. */
  readonly images?: "all" | "local" | undefined;
  readonly removeOrphans?: boolean | undefined;
  /** Until a container is killed; its own where absent. */
  readonly timeout?: Duration | undefined;
}

/** Which containers `ps()` lists. */
export interface ComposePsOptions extends Cancellable {
  readonly services?: string | readonly string[] | undefined;
  /** Those that do not run, and those of `run()`, too. */
  readonly all?: boolean | undefined;
}

/** A container with its place in a project. */
export interface ComposeContainer {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  /** From 1. */
  readonly number: number;
  readonly image: string;
  readonly status: ContainerStatus;
  readonly health?: "starting" | "healthy" | "unhealthy" | undefined;
  readonly exitCode: number | undefined;
  readonly ports: readonly PortMapping[];
}

/** Which lines `logs()` gives. */
export interface ComposeLogsOptions extends LogsOptions {
  readonly services?: string | readonly string[] | undefined;
}

/** A line of a project's logs. */
export interface ComposeLogLine {
  readonly service: string;
  /** Of the container among those of its service, from 1. */
  readonly number: number;
  /** The container's name. */
  readonly container: string;
  /** RFC 3339 in UTC with nanoseconds. */
  readonly time: string;
  /** Without its line ending. */
  readonly text: string;
}

/** What `run()` says of its container, over what the service says. */
export interface ComposeRunOptions extends Cancellable {
  readonly env?: Readonly<Record<string, string | Secret>> | undefined;
  readonly name?: string | undefined;
  readonly user?: string | undefined;
  readonly workdir?: string | undefined;
  /** One line, split as a shell would. */
  readonly entrypoint?: string | undefined;
  /** `SOURCE:TARGET[:MODE]`. */
  readonly volume?: string | readonly string[] | undefined;
  readonly publish?: PortTypes["input"] | undefined;
  /** With the ports of the service, which else are left out. */
  readonly servicePorts?: boolean | undefined;
  /** Reached by the service's names, too. */
  readonly useAliases?: boolean | undefined;
  readonly noDeps?: boolean | undefined;
  readonly build?: boolean | undefined;
}

/** Which images `pull()` and `build()` are about. */
export interface ComposeImagesOptions extends Cancellable {
  readonly services?: string | readonly string[] | undefined;
}

/** How `build()` builds. */
export interface ComposeBuildOptions extends ComposeImagesOptions {
  readonly args?: Readonly<Record<string, string>> | undefined;
  readonly noCache?: boolean | undefined;
  /** Asks registries for base images. */
  readonly pull?: boolean | undefined;
}
