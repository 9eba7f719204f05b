import type { Context } from "../context.ts";
import { NerdError } from "../errors.ts";
import { unreadExitCode } from "../stdio.ts";
import { type ExecOptions, execProcess } from "./exec.ts";
import { findContainer } from "./record/lookup.ts";
import type { RunEnd } from "./run-attached.ts";
import { parseDetachKeys } from "./streams/detach-keys.ts";
import { attachForeground, notTerminal } from "./streams/foreground.ts";

export interface ExecFlags extends ExecOptions {
  readonly container: string;
  readonly detachKeys: string;
}

/** `exec`: the caller's streams are the command's, and so is the exit status. */
export async function execForeground(context: Context, options: ExecFlags): Promise<RunEnd> {
  const { engine, stdio } = context;
  if (stdio === undefined) throw new NerdError("UNSUPPORTED", "exec needs streams here", { hint: "use detach" });
  const { tty, interactive, detach, detachKeys } = options;
  if (tty && interactive && !detach && !stdio.terminal) throw notTerminal();
  parseDetachKeys(detachKeys); // For its error alone, before anything runs.
  const container = await findContainer(context, options.container);
  const process = await execProcess(context, container, options, stdio.terminal?.size());
  const { streams, exit, execId } = process;
  if (detach || streams === undefined) return { exitCode: 0 };
  const name = { id: container.id, execId };
  const { signal } = context;
  const end = await attachForeground(stdio, {
    engine,
    process: name,
    streams,
    exit,
    tty,
    detachKeys,
    sigProxy: !tty,
    signal,
  });
  if (end.kind === "detached") {
    await process.leave();
    return { exitCode: 0 };
  }
  // Killed, where nobody reads what it writes: nothing else would ever end it.
  await process.finish();
  if (end.kind === "cancelled") signal.throwIfAborted();
  return { exitCode: end.kind === "exited" ? end.exitCode : unreadExitCode };
}
