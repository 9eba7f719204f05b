import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { Context } from "../../context.ts";
import type { Exit, ProcessName } from "../../engine/tasks.ts";
import { ifPresent } from "../wait.ts";
import { collect, pump } from "./output-pump.ts";
import { closeStreams, type ProcessStreams } from "./process-streams.ts";

export interface CollectedOutput {
  readonly exitCode: number;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

/** A process whose streams are this process's. */
export interface AttachedProcess {
  readonly streams: ProcessStreams;
  readonly exit: Promise<Exit>;
}

export interface OutputWishes {
  /** What it reads; nothing where absent. */
  readonly input?: string | Uint8Array | undefined;
  /** Where its stdout is copied as it comes, instead of being collected. */
  readonly target?: Writable | undefined;
}

const nothing = new Uint8Array(0);

/** Hands a process its input, and reads what it writes until it has exited. Aborted, it kills the process. */
export async function attachedOutput(
  { engine, signal }: Pick<Context, "engine" | "signal">,
  name: ProcessName,
  { streams, exit }: AttachedProcess,
  { input = "", target }: OutputWishes = {},
): Promise<CollectedOutput> {
  const { stdin, stdout, stderr } = streams;
  const kill = () => void ifPresent(engine.tasks.kill(name, 9)).catch(() => {}); // Whoever cleans up does it again.
  signal.addEventListener("abort", kill, { once: true });
  if (signal.aborted) kill();
  try {
    const [{ exitCode }, out, err = nothing] = await Promise.all([
      exit,
      target ? pump(stdout, target, exit) : collect(stdout, exit),
      stderr && collect(stderr, exit),
      stdin && feed(stdin, input, exit, () => ifPresent(engine.tasks.closeStdin(name))),
    ]);
    signal.throwIfAborted();
    return { exitCode, stdout: out ?? nothing, stderr: err };
  } finally {
    signal.removeEventListener("abort", kill);
    closeStreams(streams);
  }
}

/** A process that ends without having read its input is none of the input's business. */
async function feed(
  stdin: Writable,
  input: string | Uint8Array,
  exit: Promise<unknown>,
  close: () => Promise<unknown>,
): Promise<void> {
  stdin.end(input);
  const taken = finished(stdin).catch(() => {});
  await Promise.race([taken.then(close), exit]);
}
