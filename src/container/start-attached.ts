import type { Context } from "../context.ts";
import { NerdError } from "../errors.ts";
import { unreadExitCode } from "../stdio.ts";
import { attachForeground, notTerminal } from "./foreground.ts";
import { handOver } from "./hand-over.ts";
import { isAutoRemoved } from "./keeper.ts";
import { findContainer } from "./lookup.ts";
import { removeContainer } from "./remove.ts";
import { startContainer } from "./start.ts";
import { releaseStopped } from "./stopped.ts";

export interface StartFlags {
  readonly containers: readonly string[];
  readonly attach: boolean;
  readonly interactive: boolean;
  readonly detachKeys: string;
  readonly sigProxy: boolean;
}

export interface StartEnd {
  readonly names: readonly string[];
  readonly exitCode: number;
}

/** `start`: several at once, or one whose streams are the caller's. */
export async function startContainers(context: Context, flags: StartFlags): Promise<StartEnd> {
  const { containers, attach, interactive } = flags;
  if (attach || interactive) return await startAttached(context, flags);
  const mode = { attach: false, interactive: false };
  await Promise.all(containers.map(async (name) => startContainer(context, await findContainer(context, name), mode)));
  return { names: containers, exitCode: 0 };
}

async function startAttached(
  context: Context,
  { containers, interactive, detachKeys, sigProxy }: StartFlags,
): Promise<StartEnd> {
  const { engine, stdio } = context;
  const [name, another] = containers;
  if (name === undefined || another !== undefined) {
    throw new NerdError("INVALID_VALUE", "you cannot start and attach multiple containers at once");
  }
  if (stdio === undefined) throw new NerdError("UNSUPPORTED", "start --attach needs streams here");
  const container = await findContainer(context, name);
  const tty = container.spec().process.terminal;
  if (tty && interactive && !stdio.terminal) throw notTerminal("leave out --interactive where input is piped");
  const started = await startContainer(context, container, { attach: true, interactive, size: stdio.terminal?.size() });
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
    return { names: [], exitCode: end.kind === "unread" ? unreadExitCode : 0 };
  }
  if (isAutoRemoved(container)) await removeContainer(context, container, { force: true, volumes: true });
  else await releaseStopped(context, id);
  return { names: [], exitCode: end.exitCode };
}
