import type { Context } from "../context.ts";
import { NerdError } from "../errors.ts";
import { unreadExitCode } from "../stdio.ts";
import { endForeground } from "./foreground-end.ts";
import { handOver } from "./hand-over.ts";
import type { CreateOptions } from "./record/create-options.ts";
import { runContainer } from "./run.ts";
import { attachedStdio, attachedStreams } from "./streams/attached-stdio.ts";
import { parseDetachKeys } from "./streams/detach-keys.ts";
import { attachForeground, notTerminal } from "./streams/foreground.ts";

/** What the command line shows of a run: an id to print, an exit status to end with. */
export interface RunEnd {
  readonly id?: string;
  readonly exitCode: number;
}

export interface ForegroundOptions extends CreateOptions {
  /** Names of streams; none means all. */
  readonly attach: readonly string[];
  readonly detachKeys: string;
  readonly sigProxy: boolean;
}

/** `run` without `-d`: the caller's streams are the container's, and its exit status the command's. */
export async function runForeground(context: Context, options: ForegroundOptions): Promise<RunEnd> {
  const { engine } = context;
  if (context.stdio === undefined) throw new NerdError("UNSUPPORTED", "run needs streams here", { hint: "use detach" });
  const shown = attachedStreams(options.attach);
  const stdio = attachedStdio(context.stdio, shown);
  if (options.tty && options.interactive && !stdio.terminal) throw notTerminal();
  const size = options.tty ? stdio.terminal?.size() : undefined;
  const { rm, tty, detachKeys, sigProxy } = options;
  parseDetachKeys(detachKeys); // For its error alone, before anything is made.
  // A log is of use to whoever comes later; and where the user can detach, the container must go on without a reader.
  const container = await runContainer(context, options, { detach: false, keepLog: !rm || tty, size });
  const { id, exit, streams } = container;
  const finish = (end: { readonly isRead?: boolean } = {}) => endForeground(context, container.record, end);
  const attached = attachForeground(stdio, {
    engine,
    process: { id },
    streams: shown.has("stdin") ? streams! : { ...streams!, stdin: undefined },
    exit,
    tty,
    detachKeys,
    sigProxy: sigProxy && !tty,
    signal: context.signal,
  });
  const end = await attached.catch(async (error: unknown) => {
    await finish();
    throw error;
  });
  if (end.kind !== "exited") {
    // What nobody reads, and nobody can come back to, is of no use.
    if (rm && end.kind !== "detached") await finish();
    else await handOver(context, container.record);
    if (end.kind === "cancelled") context.signal.throwIfAborted();
    return { exitCode: end.kind === "unread" ? unreadExitCode : 0 };
  }
  context.emit({ type: "container.exited", id, name: container.name, exitCode: end.exitCode });
  await finish({ isRead: !tty });
  return { exitCode: end.exitCode };
}

/** `run -d`: the container goes on by itself, and the command ends with its id. */
export async function runDetached(context: Context, options: CreateOptions): Promise<RunEnd> {
  const { id } = await runContainer(context, options, { detach: true });
  return { id, exitCode: 0 };
}
