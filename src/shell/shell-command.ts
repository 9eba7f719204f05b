import { Console } from "node:console";
import { homedir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { startUnder } from "../api/current-signal.ts";
import { NerdError } from "../errors.ts";
import { stderrStream } from "../own-stderr.ts";
import { stdoutStream } from "../own-stdout.ts";
import type { NerdshModule } from "../platform/module-loader.ts";
import { runtimeName } from "../platform/runtime.ts";
import type { GlobalFlags } from "../settings/setting-keys.ts";
import { colorLevel, loadColors, noColors } from "../ui/colors.ts";
import { maskStreams } from "../ui/masked-streams.ts";
import type { PromptGlobals } from "./line-runner.ts";
import { programOutput } from "./program-output.ts";
import type { SessionOptions } from "./session.ts";
import { startShell } from "./shell.ts";

export interface ShellCommand {
  readonly settings: GlobalFlags;
  /** For programs: `nerdsh --json` is `nerdsh shell --json`. */
  readonly json: boolean;
  /** Nothing, or `shell`, or `shell --json`. */
  readonly rest: readonly string[];
}

/** Runs one command line in this process, reports its failure, and gives its exit status. */
export type RunCommandLine = (argv: readonly string[]) => Promise<number>;

export interface ShellProgram {
  readonly nerdsh: NerdshModule;
  /** Those of `nerdsh`'s exports that need no import. */
  readonly globals: PromptGlobals;
  readonly runCommandLine: RunCommandLine;
  /** The words before the command: global flags. */
  readonly flags: readonly string[];
}

/** `nerdsh` alone, in a terminal; or `nerdsh shell --json`. Throws UNEXPECTED_ARGUMENT for anything else behind `shell`. */
export async function runShellCommand({ settings, json, rest }: ShellCommand, program: ShellProgram): Promise<number> {
  const other = rest.slice(1).find((word) => word !== "--json");
  if (other !== undefined)
    throw new NerdError("UNEXPECTED_ARGUMENT", `the shell takes no argument but --json: ${other}`);
  return await (json || rest.includes("--json") ? runJson(settings, program) : runPrompt(settings, program));
}

async function runPrompt(flags: GlobalFlags, program: ShellProgram): Promise<number> {
  const hasColors = colorLevel(process.env, process.stdout.isTTY === true) > 0;
  // Keys show as they are typed: what the editor draws is never held back.
  const output = programOutput(process);
  if (runtimeName !== "node") Object.assign(console, new Console(process)); // Theirs writes past the streams.
  maskProgram();
  const config = process.env["XDG_CONFIG_HOME"] || join(homedir(), ".config");
  return await startShell({
    stdin: process.stdin,
    output,
    hasColors,
    historyFile: join(config, "nerdsh", "history"),
    load: () => promptOptions(flags, program, hasColors),
  });
}

async function promptOptions(flags: GlobalFlags, program: ShellProgram, hasColors: boolean): Promise<SessionOptions> {
  const [{ sessionOptions }, { LineProgress }, colors] = await Promise.all([
    import("./session-options.ts"),
    import("./line-progress.ts"),
    loadColors(hasColors ? 1 : 0),
  ]);
  const progress = new LineProgress((text) => process.stdout.write(text), terminalOf(process.stdout), colors);
  return {
    ...(await sessionOptions(program, { flags, emit: progress.emit, colors })),
    beginLine: (signal) => {
      startUnder(signal);
      progress.begin();
    },
    endLine: () => progress.end(),
  };
}

/** Requests by standard input, answers by standard output. */
async function runJson(flags: GlobalFlags, program: ShellProgram): Promise<number> {
  const [{ runJsonSession }, { sessionOptions }, { catchOutput }, { version }] = await Promise.all([
    import("./json-session.ts"),
    import("./session-options.ts"),
    import("./caught-output.ts"),
    import("../version.ts"),
  ]);
  const input = process.stdin;
  // What runs here must not read the requests.
  Object.defineProperty(process, "stdin", { value: Readable.from([]), configurable: true });
  let take: (stream: "stdout" | "stderr", text: string) => void = () => {};
  const write = catchOutput(process, (stream, text) => take(stream, text));
  if (runtimeName !== "node") Object.assign(console, new Console(process));
  maskProgram();
  let emit: (event: object) => void = () => {};
  return await runJsonSession({
    ...(await sessionOptions(program, { flags, emit: (event) => emit(event), colors: noColors })),
    beginLine: startUnder,
    version,
    input,
    write,
    catchOutput: (taken) => {
      take = taken;
    },
    catchEvents: (taken) => {
      emit = taken;
    },
  });
}

function maskProgram(): void {
  maskStreams({
    stdout: stdoutStream(), // What commands write passes through it from here on.
    stderr: stderrStream(),
    console: runtimeName === "node" ? undefined : console,
    onEnd: (act) => process.once("exit", act),
  });
}

function terminalOf(stream: NodeJS.WriteStream) {
  return {
    size: () => ({ columns: stream.columns ?? 80, rows: stream.rows ?? 24 }),
    onResize: (listener: () => void) => {
      stream.on("resize", listener);
      return () => void stream.off("resize", listener);
    },
  };
}
