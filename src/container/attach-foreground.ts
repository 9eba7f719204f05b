import type { Context } from "../context.ts";
import { NerdError } from "../errors.ts";
import { unreadExitCode } from "../stdio.ts";
import { attachContainer } from "./attach.ts";
import { announce } from "./events/announcement.ts";
import { findContainer } from "./record/lookup.ts";
import type { RunEnd } from "./run-attached.ts";
import { parseDetachKeys } from "./streams/detach-keys.ts";
import { attachForeground, notTerminal } from "./streams/foreground.ts";
import { ifPresent } from "./wait.ts";

export interface AttachFlags {
  readonly container: string;
  readonly detachKeys: string;
  readonly noStdin: boolean;
  readonly sigProxy: boolean;
}

/** `attach`: the caller's streams are those of a container that runs already, until it exits or the caller has enough. */
export async function attachCaller(context: Context, flags: AttachFlags): Promise<RunEnd> {
  const { engine, signal, stdio } = context;
  if (stdio === undefined) throw new NerdError("UNSUPPORTED", "attach needs streams here");
  parseDetachKeys(flags.detachKeys); // For its error alone.
  const container = await findContainer(context, flags.container);
  using attachment = await attachContainer(context, container, { stdin: !flags.noStdin });
  const { tty, streams, exit } = attachment;
  if (tty && streams.stdin && !stdio.terminal) throw notTerminal("use --no-stdin where input is piped");
  await announce(context, container, "attach");
  if (tty && stdio.terminal) await askForPicture(context, container.id, stdio.terminal.size());
  const end = await attachForeground(stdio, {
    engine,
    process: { id: container.id },
    streams,
    exit,
    tty,
    detachKeys: flags.detachKeys,
    sharesStdin: true,
    sigProxy: flags.sigProxy && !tty,
    signal,
  });
  if (end.kind === "cancelled") signal.throwIfAborted();
  if (end.kind === "unread") return { exitCode: unreadExitCode };
  return { exitCode: end.kind === "exited" ? end.exitCode : 0 };
}

/** A program draws its screen anew when the size changes, and the one that it has may be the caller's already: as Docker does it. */
async function askForPicture(
  { engine }: Pick<Context, "engine">,
  id: string,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): Promise<void> {
  await ifPresent(engine.tasks.resizePty({ id }, { columns: columns + 1, rows: rows + 1 }));
}
