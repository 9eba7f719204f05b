import type { Context } from "../context.ts";
import { NerdError } from "../errors.ts";
import type { CreateOptions } from "./create-options.ts";
import { attachForeground } from "./foreground.ts";
import { removeContainer } from "./remove.ts";
import { runContainer } from "./run.ts";
import { releaseStopped } from "./stopped.ts";

/** What the command line shows of a run: an id to print, an exit status to end with. */
export interface RunEnd {
  readonly id?: string;
  readonly exitCode: number;
}

export interface ForegroundOptions extends CreateOptions {
  readonly detachKeys: string;
  readonly sigProxy: boolean;
}

/** `run` without `-d`: the caller's streams are the container's, and its exit status the command's. */
export async function runForeground(context: Context, options: ForegroundOptions): Promise<RunEnd> {
  const { engine, stdio } = context;
  if (stdio === undefined) throw new NerdError("UNSUPPORTED", "run needs streams here", { hint: "use detach" });
  if (options.tty && options.interactive && !stdio.terminal) {
    throw new NerdError("INVALID_VALUE", "the input device is not a TTY", {
      hint: "leave out --tty where input is piped",
      exitCode: 1,
    });
  }
  const size = options.tty ? stdio.terminal?.size() : undefined;
  const container = await runContainer(context, options, { detach: false, size });
  const { id, exit, streams } = container;
  const { tty, detachKeys, sigProxy } = options;
  const end = await attachForeground(stdio, {
    engine,
    process: { id },
    streams: streams!,
    exit,
    tty,
    detachKeys,
    sigProxy: sigProxy && !tty,
  });
  if (end.kind === "detached") return { exitCode: 0 };
  context.emit({ type: "container.exited", id, name: container.name, exitCode: end.exitCode });
  if (options.rm) await removeContainer(context, container.record, { force: true, volumes: true });
  else await releaseStopped(context, id);
  return { exitCode: end.exitCode };
}

/** `run -d`: the container goes on by itself, and the command ends with its id. */
export async function runDetached(context: Context, options: CreateOptions): Promise<RunEnd> {
  const { id } = await runContainer(context, options, { detach: true });
  return { id, exitCode: 0 };
}
