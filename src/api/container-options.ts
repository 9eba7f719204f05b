import type { updateCommand } from "../commands/container/update.ts";
import type { InputOf } from "../commands/define-command.ts";
import type { ProcessStreams } from "../container/streams/process-streams.ts";
import type { Duration } from "../duration.ts";
import type { StoredContainer } from "../engine/containers.ts";
import type { Exit } from "../engine/tasks.ts";

/** What a container is known by. */
export interface ContainerNames {
  /** 64 hexadecimal digits; tables shorten it, nothing else does. */
  readonly id: string;
  readonly name: string;
  readonly image: string;
}

/** What a handle of a container that this process started has beyond its names. */
export interface ContainerState {
  readonly record?: StoredContainer | undefined;
  readonly exit?: Promise<Exit> | undefined;
  /** Where the output is read by this process rather than kept in the log. */
  readonly streams?: ProcessStreams | undefined;
}

/** Of whatever waits; the same as chaining `.signal(…)`. */
export interface Cancellable {
  /** Cancels it when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** Which lines `logs()` gives, and whether it waits for more. */
export interface LogsOptions extends Cancellable {
  /** Goes on with what it writes, until it exits. */
  readonly follow?: boolean;
  /** Only that many lines from the end. */
  readonly tail?: number;
  /** A time, or a duration such as `10m`. */
  readonly since?: string | number | Date;
  readonly until?: string | number | Date;
}

/** How long `healthy()` waits. */
export interface HealthyOptions extends Cancellable {
  /** A minute where absent. */
  readonly timeout?: Duration;
}

export interface StatsOptions extends Cancellable {
  readonly stream?: boolean;
}

/** The flags of `update`; what is left out stays as it is. */
export type UpdateInput = InputOf<typeof updateCommand.flags>;

/** How `stop()` asks, and how long it waits. */
export interface StopOptions {
  /** How long it may take to end by itself: its own stop timeout, else ten seconds, where absent. */
  readonly timeout?: Duration;
  /** What asks it to end, such as `SIGINT`. To cancel the stopping, chain `.signal(…)`. */
  readonly signal?: string;
}

/** What `remove()` takes along. */
export interface RemoveOptions {
  /** Kills it where it runs; true where absent. */
  readonly force?: boolean;
  /** With it go the volumes that nobody named; true where absent. */
  readonly volumes?: boolean;
}
