import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ambientSession, configureAmbient } from "../api/ambient.ts";
import { startUnder } from "../api/current-signal.ts";
import { commandGroups, commandNames, loadCommand } from "../commands/table.ts";
import type { NerdshModule } from "../platform/module-loader.ts";
import { runtimeName } from "../platform/runtime.ts";
import { resolveSettings } from "../settings/resolve.ts";
import type { GlobalFlags } from "../settings/setting-keys.ts";
import type { Settings } from "../settings/settings.ts";
import { colorLevel } from "../ui/colors.ts";
import { maskStreams } from "../ui/masked-streams.ts";
import { commandDocs } from "./docs.ts";
import { type EngineNames, engineCompleter } from "./engine-completer.ts";
import { startShell } from "./shell.ts";

export interface ShellCommand {
  readonly settings: GlobalFlags;
}

/** Runs one command line in this process, reports its failure, and gives its exit status. */
export type RunCommandLine = (argv: readonly string[]) => Promise<number>;

/** `nerdsh` alone, in a terminal. `globals` are those of `nerdsh`'s exports that need no import. */
export async function runShellCommand(
  { settings: flags }: ShellCommand,
  nerdsh: NerdshModule,
  { globals, runCommandLine }: { globals: Readonly<Record<string, unknown>>; runCommandLine: RunCommandLine },
): Promise<number> {
  const settings = await resolveSettings({ flags, environment: process.env });
  configureAmbient({ flags });
  // Keys show as they are typed: what the editor draws is never held back.
  const editor = directly(process.stdout);
  maskStreams({
    stdout: process.stdout,
    stderr: process.stderr,
    console: runtimeName === "node" ? undefined : console,
    onEnd: (act) => process.once("exit", act),
  });
  const config = process.env["XDG_CONFIG_HOME"] || join(homedir(), ".config");
  return await startShell({
    globals,
    nerdsh,
    cacheDir: settings.cacheDir,
    cwd: process.cwd(),
    commands: {
      names: [...new Set([...commandNames().map((name) => name.split(" ")[0]!), ...commandGroups()])],
      run: runCommandLine,
    },
    completer: engineCompleter(engineNames(settings)),
    describe: async (name) => (commandNames().includes(name) ? commandDocs(await loadCommand(name)) : undefined),
    beginLine: startUnder,
    stdin: process.stdin,
    stdout: editor,
    hasColors: colorLevel(process.env, process.stdout.isTTY === true) > 0,
    historyFile: join(config, "nerdsh", "history"),
  });
}

/** The stream, whose `write` stays what it is now. */
function directly(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  const write = stream.write.bind(stream);
  return new Proxy(stream, {
    get(target, name) {
      if (name === "write") return write;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** A key press is no reason to start an engine: without its socket there are no names. */
function engineNames({ address }: Settings): EngineNames {
  return {
    async containers(signal) {
      if (!existsSync(address)) return [];
      const { listContainers } = await import("../container/record/list.ts");
      const containers = await listContainers({ ...(await ambientSession()), signal }, { all: true });
      return containers.map(({ name, status }) => ({ text: name, note: `(${status})` }));
    },
    async images(signal) {
      if (!existsSync(address)) return [];
      const { listImages } = await import("../image/list/list.ts");
      const images = await listImages({ ...(await ambientSession()), signal });
      const named = images.filter(({ repository }) => repository !== "<none>");
      return named.flatMap(({ repository, tag }) => [{ text: repository }, { text: `${repository}:${tag}` }]);
    },
  };
}
