import type { AnyCommand } from "../commands/define-command.ts";
import { camelCase } from "../commands/read-options.ts";
import { loadCommand, resolveCommand } from "../commands/table.ts";
import type { Candidate, Completer, CompletionPlace } from "./completion.ts";

/** What the engine has, asked for anew at each key; nothing where no engine runs. */
export interface EngineNames {
  containers(signal: AbortSignal): Promise<readonly Candidate[]>;
  images(signal: AbortSignal): Promise<readonly Candidate[]>;
}

/** Completes calls of the API, and command lines, from the command table and from what the engine has. */
export function engineCompleter(names: EngineNames): Completer {
  return async (place, signal) => {
    switch (place.kind) {
      case "string": {
        const command = await knownCommand([lastName(place.call)]);
        const [argument] = Object.keys(command?.args ?? {}).slice(place.argument, place.argument + 1);
        return await valuesOf(names, argument ?? lastName(place.call), signal);
      }
      case "option": {
        const command = await knownCommand([lastName(place.call)]);
        return flagsOf(command, (name) => camelCase(name));
      }
      case "word":
        return await completeWord(names, place, signal);
      default:
        return [];
    }
  };
}

async function completeWord(
  names: EngineNames,
  { words, prefix }: CompletionPlace & { readonly kind: "word" },
  signal: AbortSignal,
): Promise<readonly Candidate[]> {
  const command = await knownCommand(words);
  if (prefix.startsWith("-")) return flagsOf(command, (name) => `--${name}`);
  const [argument = ""] = Object.keys(command?.args ?? {});
  return await valuesOf(names, argument, signal);
}

async function valuesOf(names: EngineNames, argument: string, signal: AbortSignal): Promise<readonly Candidate[]> {
  if (/container/.test(argument)) return await names.containers(signal);
  return /image/.test(argument) || argument === "reference" ? await names.images(signal) : [];
}

function flagsOf(command: AnyCommand | undefined, spelling: (name: string) => string): Candidate[] {
  const flags = Object.entries<{ readonly summary: string }>(command?.flags ?? {});
  return flags.map(([name, { summary }]) => ({ text: spelling(name), note: `(${summary})` }));
}

async function knownCommand(words: readonly string[]): Promise<AnyCommand | undefined> {
  try {
    const resolved = resolveCommand(words);
    return resolved.kind === "command" ? await loadCommand(resolved.name) : undefined;
  } catch {
    return undefined; // Not a command of ours; the user may know what it is.
  }
}

/** `web.exec` → `exec` */
function lastName(call: string): string {
  return call.slice(call.lastIndexOf(".") + 1);
}
