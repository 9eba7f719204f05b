import type { Readable } from "node:stream";
import type { Duration } from "../../duration.ts";
import type { Secret } from "../../secrets/secret.ts";
import type { Retry } from "../../task/task.ts";
import type { RunFlags } from "../run.ts";

/** What a command reads: text, bytes, a file, or anything that comes in chunks. */
export type StdinSource =
  | string
  | Uint8Array
  | { readonly file: string }
  | Readable
  | AsyncIterable<string | Uint8Array>
  | ReadableStream<Uint8Array>;

/** How commands run: what can be chained to one of them, for all of a shell. */
export interface CommandDefaults {
  /** A directory of the container; relative ones are below the workspace's, else below the container's own. */
  readonly cwd?: string | undefined;
  readonly env?: Readonly<Record<string, string | Secret>> | undefined;
  readonly nothrow?: boolean | undefined;
  readonly quiet?: boolean | undefined;
  readonly verbose?: boolean | undefined;
  /** Of all attempts together. */
  readonly timeout?: Duration | undefined;
  readonly retry?: number | Retry | undefined;
  readonly stdin?: StdinSource | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The flags of `run`, but for those that the shell itself decides. */
export type ImageShellOptions = Omit<
  RunFlags,
  | Extract<keyof RunFlags, `health${string}` | "noHealthcheck">
  | "detach"
  | "interactive"
  | "tty"
  | "rm"
  | "name"
  | "signal"
  | "ready"
  | "readyTimeout"
  | "cidfile"
  | "restart"
> & {
  /** The directory of the host that commands have at the same path, and start in: the current one; `false` is none. */
  readonly workspace?: string | false | undefined;
};
