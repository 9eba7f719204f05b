import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { NerdError, unknownName } from "../errors.ts";
import { commandWords } from "./command-words.ts";
import { terminalProgram } from "./host-command.ts";
import { recipeOf, type SavedLine } from "./saved-lines.ts";

/** What the commands of the prompt itself may do to it. */
export interface MetaContext {
  readonly cwd: string;
  /** What has run without an error, oldest first. */
  readonly lines: readonly SavedLine[];
  /** What was entered, in earlier sessions too, oldest first. */
  readonly history: readonly string[];
  readonly signal: AbortSignal;
  print(text: string): void;
  runCode(code: string): Promise<void>;
  /** Runs what was written in an editor as if it had been typed. */
  enter(text: string): Promise<void>;
  changeDirectory(path: string): Promise<void>;
  clear(): void;
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
  save: { usage: ".save FILE", summary: "write the lines that worked as a recipe", run: save },
  load: { usage: ".load FILE", summary: "run a file's lines here", run: load },
  edit: {
    usage: ".edit",
    summary: "write in $VISUAL or $EDITOR, beginning with the last entry, then run it",
    run: edit,
  },
  history: { usage: ".history [N]", summary: "show the last entries, 20 or N", run: history },
  cd: {
    usage: "cd [DIR]",
    summary: "change the directory that paths and imports are relative to",
    run: changeDirectory,
  },
  clear: { usage: ".clear", summary: "clear the screen", run: ({ clear }) => clear() },
  exit: { usage: ".exit", summary: "leave, as Ctrl-D does", run: ({ leave }) => leave() },
};

export const metaNames: readonly string[] = Object.keys(metaCommands).filter((name) => name !== "cd");

export async function runMetaCommand(context: MetaContext, name: string, argument: string): Promise<void> {
  const command = Object.hasOwn(metaCommands, name) ? metaCommands[name] : undefined;
  if (command === undefined)
    throw unknownName(
      "UNKNOWN_COMMAND",
      `.${name}`,
      metaNames.map((each) => `.${each}`),
    );
  await command.run(context, argument);
}

async function save({ cwd, lines, print }: MetaContext, argument: string): Promise<void> {
  const path = resolve(cwd, required(argument, ".save hello.nerd.ts"));
  await writeFile(path, recipeOf(lines), { mode: 0o755 });
  print(`saved ${lines.length} ${lines.length === 1 ? "line" : "lines"}: ${path}`);
}

async function load({ cwd, runCode }: MetaContext, argument: string): Promise<void> {
  const path = resolve(cwd, required(argument, ".load hello.nerd.ts"));
  const code = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new NerdError("NOT_FOUND", `cannot read ${path}`, { cause });
  });
  await runCode(code.replace(/^#!.*\n/, ""));
}

async function edit({ history, signal, print, enter }: MetaContext): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "nerdsh-edit-"));
  try {
    const file = join(directory, "line.ts");
    const last = history.findLast((entry) => !entry.trimStart().startsWith(".")) ?? "";
    await writeFile(file, `${last}\n`, { mode: 0o600 });
    const editor = commandWords(process.env["VISUAL"] || process.env["EDITOR"] || "vi");
    const [program = "vi", ...args] = editor;
    const exitCode = await terminalProgram([program, ...args, file], signal);
    const text = (await readFile(file, "utf8")).trimEnd();
    if (exitCode !== 0 || text === "") return print("nothing was run");
    await enter(text);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function history(context: MetaContext, argument: string): void {
  const count = Number(argument || "20");
  if (!Number.isInteger(count) || count < 1)
    throw new NerdError("INVALID_VALUE", `not a number of entries: ${argument}`, { hint: "write .history 50" });
  context.print(context.history.slice(-count).join("\n"));
}

async function changeDirectory({ changeDirectory: change, cwd }: MetaContext, argument: string): Promise<void> {
  const [directory = ""] = commandWords(argument);
  const path = resolve(cwd, directory === "" ? homedir() : directory.replace(/^~(?=\/|$)/, homedir()));
  try {
    await change(path);
  } catch (cause) {
    throw new NerdError("NOT_FOUND", `no such directory: ${path}`, { cause });
  }
}

function required(argument: string, example: string): string {
  const [file = ""] = commandWords(argument);
  if (file !== "") return argument.includes('"') || argument.includes("'") ? file : argument;
  throw new NerdError("MISSING_ARGUMENT", "a file is needed", { hint: `write ${example}` });
}

function helpText(): string {
  const commands = Object.values(metaCommands).map(({ usage, summary }) => [usage, summary]);
  const rows = [
    ["TypeScript", "runs, with top-level await; its value is shown, and kept in _ and out[n]"],
    ["ps -a", "runs as a command line, as every line that begins with a command and is no TypeScript"],
    ["!ls -l", "runs in the host's shell; so does a command line with a pipe: ps -q | wc -l"],
    ["?name", "shows what a name is for; ? alone, all names"],
    ...commands,
    ["Alt-Enter", "starts a new line, as Enter does until the input is whole"],
    ["Tab", "completes; Ctrl-R searches the history, Ctrl-C cancels what runs"],
  ];
  return rows.map(([left = "", right = ""]) => `${left.padEnd(13)} ${right}`).join("\n");
}
