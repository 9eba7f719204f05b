import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { NerdError, unknownName } from "../errors.ts";

/** What the commands of the prompt itself may do to it. */
export interface MetaContext {
  readonly cwd: string;
  /** Lines of code that have run without an error, oldest first. */
  readonly lines: readonly string[];
  print(text: string): void;
  runCode(code: string): Promise<void>;
  leave(): void;
}

interface MetaCommand {
  readonly usage: string;
  readonly summary: string;
  run(context: MetaContext, argument: string): Promise<void> | void;
}

/** `.name argument`. */
const metaCommands: Readonly<Record<string, MetaCommand>> = {
  help: { usage: ".help", summary: "show this", run: ({ print }) => print(helpText()) },
  save: { usage: ".save FILE", summary: "write the session's lines as a recipe", run: save },
  load: { usage: ".load FILE", summary: "run a file's lines here", run: load },
  exit: { usage: ".exit", summary: "leave, as Ctrl-D does", run: ({ leave }) => leave() },
};

export async function runMetaCommand(context: MetaContext, name: string, argument: string): Promise<void> {
  const command = Object.hasOwn(metaCommands, name) ? metaCommands[name] : undefined;
  if (command === undefined) throw unknownName("UNKNOWN_COMMAND", name, Object.keys(metaCommands));
  await command.run(context, argument);
}

async function save({ cwd, lines, print }: MetaContext, argument: string): Promise<void> {
  const path = resolve(cwd, required(argument, ".save hello.nerd.ts"));
  await writeFile(path, `#!/usr/bin/env nerdsh\n${lines.map((line) => `${line.trimEnd()}\n`).join("")}`, {
    mode: 0o755,
  });
  print(`saved ${lines.length} lines: ${path}`);
}

async function load({ cwd, runCode }: MetaContext, argument: string): Promise<void> {
  const code = await readFile(resolve(cwd, required(argument, ".load hello.nerd.ts")), "utf8");
  await runCode(code.replace(/^#!.*\n/, ""));
}

function required(argument: string, example: string): string {
  if (argument !== "") return argument;
  throw new NerdError("MISSING_ARGUMENT", "a file is needed", { hint: `write ${example}` });
}

function helpText(): string {
  const commands = Object.values(metaCommands).map(({ usage, summary }) => [usage, summary]);
  const rows = [
    ["TypeScript", "runs, with top-level await; its value is shown, and kept in _ and out[n]"],
    ["ps -a", "runs as a command line, as every line that begins with a command and is no TypeScript"],
    ["?name", "shows what a name is for"],
    ...commands,
    ["Tab", "completes; Ctrl-R searches the history, Alt-Enter starts a new line, Ctrl-C cancels what runs"],
  ];
  return rows.map(([left = "", right = ""]) => `${left.padEnd(12)}  ${right}`).join("\n");
}
