import { readFileSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { zx } from "./zx.ts";

/** What zx's ProcessPromise has and its types hide: pipes need it. All of it may be missing in another version. */
interface HostProcess extends Promise<unknown> {
  readonly child?: { readonly stdin?: Writable | null; readonly stdout?: Readable | null };
  readonly _stdin?: Writable;
  break?(exitCode: number, signal: NodeJS.Signals | undefined, cause: unknown): void;
}

interface PipeBus {
  readonly sources?: (target: unknown) => readonly unknown[];
  readonly streams?: WeakMap<object, object>;
}

/** Whether `$` made it, also that of another copy of zx. */
export function isHostProcess(value: unknown): value is HostProcess {
  return value instanceof Promise && Object.prototype.toString.call(value) === "[object ProcessPromise]";
}

/** The processes of `$` that zx is piping into `target`. */
export function hostSources(target: object): HostSource[] {
  const { sources } = pipeBus();
  return (sources?.call(pipeBus(), target) ?? []).filter(isHostProcess).map(hostSource);
}

/** `` $`…`.pipe(target) `` gives `target` itself, rather than a stand-in whose `then` waits for the pipe alone. */
export function standForItself(target: object): void {
  pipeBus().streams?.set(target, target);
}

export interface HostSource {
  /** Stops reading what it writes, and goes on: zx itself takes in whatever comes. */
  pause(): void;
  resume(): void;
  /** Nobody reads it any more: it ends by SIGPIPE where it goes on to write. */
  end(): void;
  /** Tells of its failure; whoever pipes it hears of it there. */
  onFailure(listener: (error: unknown) => void): void;
}

function hostSource(process: HostProcess): HostSource {
  return {
    pause: () => void process.child?.stdout?.pause(),
    resume: () => void process.child?.stdout?.resume(),
    end: () => void process.child?.stdout?.destroy(),
    onFailure: (listener) => void process.catch(listener),
  };
}

/** Where to write what a process of `$` reads: at the pace of the process itself, which zx's own streams do not tell. */
export function hostInput(process: HostProcess): Writable {
  const input = process.child?.stdin ?? process._stdin ?? (process as unknown as Writable); // zx takes it for one itself.
  return input.on("error", () => {}); // It has ended without reading all.
}

/** As zx ends the right side of a pipe whose left side failed: all its processes, before they see the end of their input. */
export function breakHostProcess(target: HostProcess, exitCode: number, cause: unknown): void {
  const { within, $: shell } = zx();
  within(() => {
    // zx's own asks `ps` for them, for which Node 24 prints a warning.
    shell.kill = async (pid, signal = "SIGTERM") => killTree(Number(pid), signal);
    target.break?.(exitCode, "SIGTERM", cause);
  });
}

function killTree(pid: number, signal: NodeJS.Signals): void {
  const children = childrenOf(pid);
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
  for (const child of children) killTree(child, signal);
}

/** proc(5), "/proc/pid/task/tid/children". */
function childrenOf(pid: number): number[] {
  try {
    return (readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").match(/\d+/g) ?? []).map(Number);
  } catch (error) {
    if (["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw error;
  }
}

function pipeBus(): PipeBus {
  return ((zx().ProcessPromise as unknown as { readonly bus?: PipeBus }).bus ?? {}) as PipeBus; // Private in its types.
}
