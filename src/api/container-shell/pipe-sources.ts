import type { Readable, Writable } from "node:stream";
import { NerdError } from "../../errors.ts";
import { type HostSource, hostSources, standForItself } from "../../platform/host-process.ts";

/** What is piped into a command: streams, and among them those of processes of the host. */
export class PipeSources {
  readonly #target: Writable;
  readonly #streams = new Set<Readable>();
  readonly #hosts = new Set<HostSource>();

  /** `onFailure` hears of a process that failed. */
  constructor(target: Writable, onFailure: (error: NerdError) => void) {
    this.#target = target;
    target.on("pipe", (stream: Readable) => {
      this.#streams.add(stream);
      for (const source of hostSources(target)) {
        this.#hosts.add(source);
        source.onFailure((error) => onFailure(hostFailure(error)));
        standForItself(target);
      }
    });
  }

  /** zx takes in all that a process writes, however slowly it is read: here it waits meanwhile. */
  async paused(work: () => Promise<void>): Promise<void> {
    for (const host of this.#hosts) host.pause();
    await work();
    for (const host of this.#hosts) host.resume();
  }

  /** The command reads no more. */
  end(): void {
    for (const stream of this.#streams) stream.unpipe(this.#target);
    for (const host of this.#hosts) host.end();
  }
}

/** zx's ProcessOutput, as the failure of what it was piped into. */
function hostFailure(error: unknown): NerdError {
  const { exitCode, stderr } = error as { readonly exitCode?: number | null; readonly stderr?: string }; // Of zx.
  return new NerdError("COMMAND_FAILED", `the command before it exited with status ${exitCode ?? "none"}`, {
    exitCode: exitCode || 1,
    stderr: stderr ?? "",
    cause: error,
  });
}
