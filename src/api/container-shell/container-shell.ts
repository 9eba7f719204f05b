import { refuseUnknownOptions } from "../../commands/unknown-option.ts";
import { settingsHere } from "../../platform/zx.ts";
import { commandOf, revealedValues } from "../command-template.ts";
import type { ContextBase } from "../session.ts";
import type { StartProcess } from "./attempt.ts";
import { commandText } from "./command-text.ts";
import { ContainerCommand } from "./container-command.ts";
import type { CommandDefaults } from "./shell-options.ts";
import { isTemplate, type ShellValue, wordsOf } from "./shell-value.ts";

/**
 * `$` in a container: `` shell`ls ${directory}` `` is a command, whose values are quoted, and
 * `` shell({ nothrow: true }) `` a shell whose commands all are so.
 */
export interface ContainerShell {
  (literals: TemplateStringsArray, ...values: ShellValue[]): ContainerCommand;
  (defaults: CommandDefaults): ContainerShell;
}

/** Makes what starts a command, with the scope that the command is made in. */
export type ProcessStarter = (command: readonly string[], host: ReturnType<typeof settingsHere>) => StartProcess;

export function containerShell(starter: ProcessStarter, defaults: CommandDefaults = {}): ContainerShell {
  function shell(first: TemplateStringsArray, ...values: ShellValue[]): ContainerCommand;
  function shell(first: CommandDefaults): ContainerShell;
  function shell(first: TemplateStringsArray | CommandDefaults, ...values: ShellValue[]) {
    if (!isTemplate(first)) return containerShell(starter, merged(defaults, first));
    const words = values.map(wordsOf);
    const host = settingsHere();
    // A secret in it is read when the command starts.
    const start: StartProcess = async (request) =>
      starter(commandOf(first, await revealedValues(words)), host)(request);
    return new ContainerCommand({ text: commandText(first, words), start, host, defaults, shell });
  }
  return shell;
}

/** A shell in a container that runs. */
export function shellIn(base: ContextBase, container: string): ContainerShell {
  return containerShell((command) => async (request) => {
    // Loaded by the first command: a recipe may run none.
    const { startInContainer } = await import("./start-process.ts");
    return await startInContainer(base, { container, command }, request);
  });
}

/** For those whom no type checker tells. */
const defaultNames = Object.keys({
  cwd: true,
  env: true,
  nothrow: true,
  quiet: true,
  verbose: true,
  timeout: true,
  retry: true,
  stdin: true,
  signal: true,
} satisfies Record<keyof CommandDefaults, true>);

function merged(outer: CommandDefaults, inner: CommandDefaults): CommandDefaults {
  refuseUnknownOptions(inner, defaultNames);
  return { ...outer, ...inner, env: { ...outer.env, ...inner.env } };
}
