import { existsSync } from "node:fs";
import { quoted } from "../api/container-shell/command-text.ts";
import { commandGroups, commandNames, loadCommand } from "../commands/table.ts";
import type { Emit } from "../events.ts";
import { selfCommand } from "../platform/self.ts";
import { zxNames } from "../platform/zx-names.ts";
import { resolveSettings } from "../settings/resolve.ts";
import type { GlobalFlags } from "../settings/setting-keys.ts";
import type { Settings } from "../settings/settings.ts";
import type { Colors } from "../ui/colors.ts";
import { type AskedName, apiDocsOf, callDocs, overview } from "./docs.ts";
import { type EngineNames, engineCompleter, imageWords } from "./engine-completer.ts";
import type { SessionOptions } from "./session.ts";
import type { ShellProgram } from "./shell-command.ts";

export interface SessionParts {
  readonly flags: GlobalFlags;
  readonly emit: Emit;
  readonly colors: Colors;
}

/** What lines need of the program: its commands, its names, and the engine, to which nothing connects before the first line does. */
export async function sessionOptions(
  program: ShellProgram,
  { flags, emit, colors }: SessionParts,
): Promise<SessionOptions> {
  const settings = await resolveSettings({ flags, environment: process.env });
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
  const what = api ?? (command && `${command.name}: ${command.summary}`);
  if (what === undefined) return undefined;
  const { callOptions } = await import("./call-options.ts");
  const call = { options: await callOptions(asked.name), examples: command?.examples ?? [] };
  const docs = callDocs(asked.name, call, { isFull: asked.isFull, columns });
  return docs === "" ? what : `${what}\n${docs}`;
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
    return (kind === "image" ? imageWords(names) : names).map((text) => ({ text }));
  };
}
