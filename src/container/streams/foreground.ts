import { constants } from "node:os";
import type { Readable, Writable } from "node:stream";
import { CleanupStack } from "../../cleanup-stack.ts";
import type { Engine } from "../../engine/engine.ts";
import type { Exit, ProcessName } from "../../engine/tasks.ts";
import { isNerdError, NerdError } from "../../errors.ts";
import type { Stdio } from "../../stdio.ts";
import { errno } from "../../store/atomic-file.ts";
import { DetachKeyFilter, parseDetachKeys } from "./detach-keys.ts";
import { pump } from "./output-pump.ts";
import { closeStreams, type ProcessStreams } from "./process-streams.ts";

export interface Foreground {
  readonly engine: Engine;
  readonly process: ProcessName;
  readonly streams: ProcessStreams;
  readonly exit: Promise<Exit>;
  readonly tty: boolean;
  readonly detachKeys: string;
  /** Whether others write to the process, too: the end of the caller's input is then not the end of its own. */
  readonly sharesStdin?: boolean;
  /** Whether the caller's signals go to the process. */
  readonly sigProxy: boolean;
  /** Aborts when the caller is to end: by a signal that does not go to the process. */
  readonly signal: AbortSignal;
}

/** The first process of a container does not hear a signal that it did not ask for: who presses Ctrl-C for the third time means it. */
const patience = 3;
const sigkill = 9;

/**
 * `detached` where the user pressed the detach keys, `unread` where what the process writes has no reader any more, as in
 * `| head`, `cancelled` where the caller is to end: it goes on. What becomes of it then is the caller's to say.
 */
export type ForegroundEnd =
  | { readonly kind: "exited"; readonly exitCode: number }
  | { readonly kind: "detached" }
  | { readonly kind: "unread" }
  | { readonly kind: "cancelled" };

/**
 * Connects the caller's streams with a process until it exits and all that it wrote is out. The terminal is in raw
 * mode meanwhile, and restored however this ends.
 */
export async function attachForeground(stdio: Stdio, foreground: Foreground): Promise<ForegroundEnd> {
  const { engine, process, streams, exit, tty, sigProxy } = foreground;
  using cleanup = new CleanupStack();
  cleanup.defer(() => closeStreams(streams));
  const detached = streams.stdin && forwardInput(stdio, foreground, streams.stdin, cleanup);
  if (tty && stdio.terminal) followSize(engine, process, stdio.terminal, cleanup);
  if (sigProxy) cleanup.defer(stdio.onSignal(signalForwarder(engine, process)));

  const outputs: [Readable | undefined, Writable][] = [
    [streams.stdout, stdio.stdout],
    [streams.stderr, stdio.stderr],
  ];
  const finished = async () => {
    const [{ exitCode }] = await Promise.all([exit, ...outputs.map(([from, to]) => from && pump(from, to, exit))]);
    return { kind: "exited", exitCode } as const;
  };
  return await Promise.race([
    finished(),
    lostReader(stdio, cleanup),
    cancelled(foreground, cleanup),
    ...(detached ? [detached] : []),
  ]);
}

/** What Docker says, with its status, where a terminal's input is wanted and there is none. */
export function notTerminal(hint = "leave out --tty where input is piped"): NerdError {
  return new NerdError("INVALID_VALUE", "the input device is not a TTY", { hint, exitCode: 1 });
}

/** Resolves only when one of the caller's streams has no reader any more. */
async function lostReader(stdio: Stdio, cleanup: CleanupStack): Promise<ForegroundEnd> {
  return await new Promise((resolve) => {
    for (const target of [stdio.stdout, stdio.stderr]) {
      const onError = (error: Error) => {
        if (errno(error) === "EPIPE") resolve({ kind: "unread" });
      };
      target.on("error", onError);
      cleanup.defer(() => void target.off("error", onError));
    }
  });
}

/** Resolves only when the caller is to end. */
async function cancelled({ signal }: Foreground, cleanup: CleanupStack): Promise<ForegroundEnd> {
  return await new Promise((resolve) => {
    const onAbort = () => resolve({ kind: "cancelled" });
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort);
    cleanup.defer(() => signal.removeEventListener("abort", onAbort));
  });
}

/** Resolves only when the detach keys were pressed. The end of the caller's input is the end of the process's. */
async function forwardInput(
  stdio: Stdio,
  foreground: Foreground,
  target: Writable,
  cleanup: CleanupStack,
): Promise<ForegroundEnd> {
  const { engine, process, tty, detachKeys, sharesStdin = false } = foreground;
  const { stdin, terminal } = stdio;
  const filter = tty ? new DetachKeyFilter(parseDetachKeys(detachKeys)) : undefined;
  if (tty && terminal) {
    terminal.setRaw(true);
    cleanup.defer(() => terminal.setRaw(false));
  }
  return await new Promise((resolve) => {
    const onData = (chunk: Buffer) => {
      const { bytes, detached } = filter?.push(chunk) ?? { bytes: chunk, detached: false };
      if (bytes.length > 0 && !target.write(bytes)) {
        stdin.pause();
        target.once("drain", () => stdin.resume());
      }
      if (detached) resolve({ kind: "detached" });
    };
    // A terminal ends when it is gone, which is not the process's end. Else the process sees the end only when the shim closes
    // its copy too; an exited one has nothing to close.
    const onEnd = () => {
      if (!tty && !sharesStdin) target.end(() => void engine.tasks.closeStdin(process).catch(ignoreGone));
    };
    target.on("error", () => stdin.pause());
    stdin.on("data", onData).once("end", onEnd).resume(); // The prompt has paused it.
    cleanup.defer(() => void stdin.off("data", onData).off("end", onEnd).pause());
  });
}

function followSize(
  engine: Engine,
  process: ProcessName,
  terminal: NonNullable<Stdio["terminal"]>,
  cleanup: CleanupStack,
): void {
  const resize = () => {
    engine.tasks.resizePty(process, terminal.size()).catch(ignoreGone);
  };
  resize();
  cleanup.defer(terminal.onResize(resize));
}

function signalForwarder(engine: Engine, process: ProcessName): (signal: NodeJS.Signals) => void {
  let requests = 0;
  return (signal) => {
    if (signal === "SIGINT" || signal === "SIGTERM") requests += 1;
    const number = requests >= patience ? sigkill : constants.signals[signal];
    if (number !== undefined) engine.tasks.kill(process, number).catch(ignoreGone);
  };
}

/** What was sent to a process that has exited meanwhile is of no use to anybody. */
function ignoreGone(error: unknown): void {
  if (!isNerdError(error)) throw error;
}
