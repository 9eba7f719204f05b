import { Console } from "node:console";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { quoted } from "../api/container-shell/command-text.ts";
import { startUnder } from "../api/current-signal.ts";
import { commandGroups, commandNames, loadCommand } from "../commands/table.ts";
import { NerdError } from "../errors.ts";
import type { Emit } from "../events.ts";
import type { NerdshModule } from "../platform/module-loader.ts";
import { runtimeName } from "../platform/runtime.ts";
import { selfCommand } from "../platform/self.ts";
import { zxNames } from "../platform/zx.ts";
import { resolveSettings } from "../settings/resolve.ts";
import type { GlobalFlags } from "../settings/setting-keys.ts";
import type { Settings } from "../settings/settings.ts";
import { type Colors, colorLevel, loadColors } from "../ui/colors.ts";
import { maskStreams } from "../ui/masked-streams.ts";
import { type AskedName, apiDocsOf, commandDocs, overview } from "./docs.ts";
import { type EngineNames, engineCompleter } from "./engine-completer.ts";
import { LineProgress } from "./line-progress.ts";
import type { PromptGlobals } from "./line-runner.ts";
import { programOutput } from "./program-output.ts";
import { type SessionOptions, startShell } from "./shell.ts";

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
  const settings = await resolveSettings({ flags, environment: process.env });
  const hasColors = colorLevel(process.env, process.stdout.isTTY === true) > 0;
  const colors = await loadColors(hasColors ? 1 : 0);
  // Keys show as they are typed: what the editor draws is never held back.
  const output = programOutput(process);
  if (runtimeName !== "node") Object.assign(console, new Console(process)); // Theirs writes past the streams.
  maskProgram();
  const progress = new LineProgress((text) => process.stdout.write(text), terminalOf(process.stdout), colors);
  const config = process.env["XDG_CONFIG_HOME"] || join(homedir(), ".config");
  return await startShell({
    ...sessionOptions(settings, program, { flags, emit: progress.emit, colors }),
    beginLine: (signal) => {
      startUnder(signal);
      progress.begin();
    },
    endLine: () => progress.end(),
    stdin: process.stdin,
    output,
    hasColors,
    historyFile: join(config, "nerdsh", "history"),
  });
}

/** Requests by standard input, answers by standard output. */
async function runJson(flags: GlobalFlags, program: ShellProgram): Promise<number> {
  const [{ runJsonSession }, { catchOutput }, { version }] = await Promise.all([
    import("./json-session.ts"),
    import("./caught-output.ts"),
    import("../version.ts"),
  ]);
  const settings = await resolveSettings({ flags, environment: process.env });
  const input = process.stdin;
  // What runs here must not read the requests.
  Object.defineProperty(process, "stdin", { value: Readable.from([]), configurable: true });
  let take: (stream: "stdout" | "stderr", text: string) => void = () => {};
  const write = catchOutput(process, (stream, text) => take(stream, text));
  if (runtimeName !== "node") Object.assign(console, new Console(process));
  maskProgram();
  let emit: (event: object) => void = () => {};
  return await runJsonSession({
    ...sessionOptions(settings, program, { flags, emit: (event) => emit(event), colors: await loadColors(0) }),
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

interface SessionParts {
  readonly flags: GlobalFlags;
  readonly emit: Emit;
  readonly colors: Colors;
}

function sessionOptions(
  settings: Settings,
  program: ShellProgram,
  { flags, emit, colors }: SessionParts,
): SessionOptions {
  const { globals, nerdsh, runCommandLine, flags: words } = program;
  const configure = async () => {
    const { configureAmbient } = await import("../api/ambient.ts");
    configureAmbient({ flags, emit });
  };
  let configured: Promise<void> | undefined;
  const beConfigured = () => (configured ??= configure());
  return {
    // What the verbs need, an engine's connection above all, is loaded when the prompt is there.
    globals: {
      names: globals.names,
      load: async () => {
        await beConfigured();
        return await globals.load();
      },
    },
    nerdsh,
    cacheDir: settings.cacheDir,
    commands: {
      names: [...new Set([...commandNames().map((name) => name.split(" ")[0]!), ...commandGroups()])],
      run: runCommandLine,
      shellLine: (line) => `${[...selfCommand(), ...words].map(quoted).join(" ")} ${line}`,
    },
    completer: engineCompleter(engineNames(settings, beConfigured)),
    describe: (asked) => describe(asked, program, colors),
    onDirectoryChange: () => (configured = configure()),
  };
}

async function describe(
  asked: AskedName,
  { globals, nerdsh }: ShellProgram,
  colors: Colors,
): Promise<string | undefined> {
  const columns = process.stdout.columns ?? 100;
  if (asked.name === "") return await overview([...globals.names, ...zxNames], columns);
  const api = await apiDocsOf(asked, { exports: await nerdsh.exports(), colors });
  const spelled = asked.name.replace(".", " ");
  const command = commandNames().includes(spelled) ? await loadCommand(spelled) : undefined;
  const form = { isFull: asked.isFull, columns };
  if (api === undefined && command !== undefined)
    return `${command.name}: ${command.summary}\n${commandDocs(command, form)}`;
  return api === undefined ? undefined : `${api}${command === undefined ? "" : `\n${commandDocs(command, form)}`}`;
}

function maskProgram(): void {
  maskStreams({
    stdout: process.stdout,
    stderr: process.stderr,
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

/** A key press is no reason to start an engine: without its socket there are no names. */
function engineNames({ address }: Settings, beConfigured: () => Promise<void>): EngineNames {
  return async (kind, signal) => {
    if (!existsSync(address)) return [];
    await beConfigured();
    const { ambientSession } = await import("../api/ambient.ts");
    const context = { ...(await ambientSession()), signal };
    if (kind === "container") {
      const { listContainers } = await import("../container/record/list.ts");
      const containers = await listContainers(context, { all: true });
      return containers.map(({ name, status }) => ({ text: name, note: `(${status})` }));
    }
    const { knownNames } = await import("../system/known-names.ts");
    const names = await knownNames(context, kind);
    // `nginx:latest` is meant by `nginx`, too.
    const all = kind === "image" ? names.flatMap((name) => [name.replace(/:[^/:]*$/, ""), name]) : names;
    return [...new Set(all)].map((text) => ({ text }));
  };
}
