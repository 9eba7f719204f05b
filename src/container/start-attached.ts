import type { Context } from "../context.ts";
import { NerdError } from "../errors.ts";
import { unreadExitCode } from "../stdio.ts";
import { type AskedCheckpoint, askedCheckpoint } from "./asked-checkpoint.ts";
import { endForeground } from "./foreground-end.ts";
import { handOver } from "./hand-over.ts";
import { findContainer } from "./record/lookup.ts";
import type { RunEnd } from "./run-attached.ts";
import { startContainer } from "./start.ts";
import { parseDetachKeys } from "./streams/detach-keys.ts";
import { attachForeground, notTerminal } from "./streams/foreground.ts";

export interface StartFlags extends AskedCheckpoint {
  readonly interactive: boolean;
  readonly detachKeys: string;
  readonly sigProxy: boolean;
}

/** Starts a container whose streams are the caller's. */
export async function startForeground(context: Context, name: string, flags: StartFlags): Promise<RunEnd> {
  const { interactive, detachKeys, sigProxy } = flags;
  const { engine, stdio } = context;
  if (stdio === undefined) throw new NerdError("UNSUPPORTED", "start --attach needs streams here");
  parseDetachKeys(detachKeys); // For its error alone, before it starts.
  const container = await findContainer(context, name);
  const tty = container.spec().process.terminal;
  if (tty && interactive && !stdio.terminal) throw notTerminal("leave out --interactive where input is piped");
  const checkpoint = await askedCheckpoint(context, container, flags);
  const size = stdio.terminal?.size();
  const started = await startContainer(context, container, { attach: true, interactive, size, checkpoint });
  if (started?.streams === undefined) {
    throw new NerdError("CONTAINER_RUNNING", `container runs already: ${name}`, { hint: `nerdsh logs -f ${name}` });
  }
  const { id } = container;
  const { streams, exit } = started;
  const end = await attachForeground(stdio, {
    engine,
    process: { id },
    streams,
    exit,
    tty,
    detachKeys,
    sigProxy: sigProxy && !tty,
    signal: context.signal,
  });
  if (end.kind !== "exited") {
    await handOver(context, container);
    if (end.kind === "cancelled") context.signal.throwIfAborted();
    return { exitCode: end.kind === "unread" ? unreadExitCode : 0 };
  }
  await endForeground(context, container);
  return { exitCode: end.exitCode };
}
