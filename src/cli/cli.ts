import { openSession } from "../api/session.ts";
import { groupSyntax } from "../commands/command-groups.ts";
import type { AnyCommand } from "../commands/define-command.ts";
import { PartialFailure } from "../commands/each-name.ts";
import { exitStatus } from "../commands/output.ts";
import { type ScannedArgv, scanArgv } from "../commands/parse-argv.ts";
import { readOptions } from "../commands/read-options.ts";
import { loadCommand, resolveCommand } from "../commands/table.ts";
import type { Context } from "../context.ts";
import { type ErrorCode, exitCodes, isNerdError, withExitCode } from "../errors.ts";
import { stdoutStream, writeOut } from "../own-stdout.ts";
import { ProcessStdio } from "../process-stdio.ts";
import { resolveSettings } from "../settings/resolve.ts";
import { unreadExitCode } from "../stdio.ts";
import { diskFull } from "../store/atomic-file.ts";
import { onBrokenPipe } from "./broken-pipe.ts";
import { cancelledBy, explainCancelled } from "./cancellation.ts";
import type { GlobalArgv } from "./global-argv.ts";
import { ProgressDisplay } from "./progress-display.ts";

/** Runs one command line and gives the exit status. Failures are thrown; whoever called prints them. */
export async function runCommandLine({ rest, settings: flags, help, progress, json }: GlobalArgv): Promise<number> {
  if (rest[0] === "__complete") return await (await import("./complete.ts")).complete(rest.slice(1));
  if (rest.length === 0 || help || rest[0] === "help") return await printHelp(rest[0] === "help" ? rest.slice(1) : []);
  const line = await readCommandLine(rest, json);
  if ("helpOf" in line) return await printHelp(line.helpOf);
  const { command, options, general } = line;
  const controller = new AbortController();
  const cancel = (signal: NodeJS.Signals) => controller.abort(cancelledBy(signal));
  using stdio = new ProcessStdio(cancel);
  let isRead = true;
  using _pipe = onBrokenPipe(() => {
    isRead = false;
    cancel("SIGPIPE");
  });
  const settings = await resolveSettings({ flags: { ...flags, ...general?.settings }, environment: process.env });
  await using display = new ProgressDisplay(general?.progress ?? progress, options);
  using session = await openSession({
    settings,
    environment: process.env,
    cwd: process.cwd(),
    emit: display.emit,
    stdio,
    longLived: false,
  });
  try {
    return await execute(command, { ...session, signal: controller.signal }, options);
  } catch (error) {
    if (isRead) throw explainCancelled(error, controller.signal);
    return unreadExitCode; // Nobody asked for what is missing.
  }
}

type CommandLine =
  | { readonly command: AnyCommand; readonly options: Options; readonly general?: GlobalArgv | undefined }
  | { readonly helpOf: readonly string[] };

async function readCommandLine(words: readonly string[], json: boolean): Promise<CommandLine> {
  try {
    const resolved = resolveCommand(words);
    if (resolved.kind === "group") return { helpOf: [resolved.group] };
    const command = await loadCommand(resolved.name);
    const { own, general } = await scanWords(command, resolved.rest);
    if (own.help) return { helpOf: resolved.name.split(" ") };
    const isJson = json || general?.json === true;
    const given = isJson ? (await import("./json-output.ts")).withJson(command, own.given) : own.given;
    return { command, options: readOptions(command, own.args, given), general };
  } catch (error) {
    throw groupSyntax(words[0])?.asMisread(error) ?? error;
  }
}

/** With flags of the whole program behind the command's name, where one is unknown to the command. */
async function scanWords(
  command: AnyCommand,
  words: readonly string[],
): Promise<{ readonly own: ScannedArgv; readonly general?: GlobalArgv }> {
  try {
    return { own: scanArgv(command, words) };
  } catch (error) {
    if (!isNerdError(error, "UNKNOWN_FLAG")) throw error;
    const { scanWithGlobalFlags } = await import("./global-flags.ts");
    try {
      return scanWithGlobalFlags(command, words);
    } catch (other) {
      throw error.suggestions.length > 0 ? error : other; // Flags of the command are nearer.
    }
  }
}

/** Options as `readOptions` made them from the command's own table. */
// biome-ignore lint/suspicious/noExplicitAny: only the command itself knows their types.
type Options = any;

async function execute(command: AnyCommand, context: Context, options: Options): Promise<number> {
  const { output } = command;
  let isDone = false;
  try {
    const result = await command.execute(context, options);
    isDone = true;
    if (output.kind === "stream") {
      const { presentStream } = await import("../ui/present.ts");
      for await (const text of presentStream(output, result, options)) stdoutStream().write(text);
      return 0;
    }
    if (output.kind === "frames") {
      const { printFrames } = await import("./frames.ts");
      await printFrames(output, result, options);
      return 0;
    }
    if (output.kind === "log") {
      const { printLog } = await import("./log.ts");
      await printLog(output, result, options);
      return output.status?.(result) ?? 0;
    }
    await print(command, result, options);
    return exitStatus(output, result);
  } catch (error) {
    if (error instanceof PartialFailure) await print(command, error.done, options);
    // Docker's, also where nothing was found: who reads a list has one.
    else if (output.kind === "objects" && !isDone) await print(command, [], options);
    throw withStatusOf(command, error);
  }
}

/**
 * What 125 means for every command that has read its words: what no command could do. For others than `run` another failure is 1, as with
 * Docker also a value that is refused only now, once the flags are read; but `create` reads most of what its flags say as late as this.
 */
const impossible: readonly ErrorCode[] = ["UNKNOWN_FLAG", "UNSUPPORTED"];
const meaningless: readonly ErrorCode[] = [...impossible, "INVALID_VALUE", "UNKNOWN_OPTION"];

/** A status that was given to this failure alone stays. */
function withStatusOf({ name, output }: AnyCommand, error: unknown): unknown {
  if (!isNerdError(error) || error.exitCode !== exitCodes[error.code]) return error;
  const failure = output.kind === "exit" ? output.failure : undefined;
  if (error.exitCode === 1 && failure !== undefined) return withExitCode(error, failure);
  const isFailure = error.exitCode === 125 && !(name === "create" ? meaningless : impossible).includes(error.code);
  return isFailure && failure !== 125 ? withExitCode(error, 1) : error;
}

async function print({ output }: AnyCommand, result: unknown, options: Options): Promise<void> {
  if (output.kind === "none" || output.kind === "stream" || output.kind === "frames" || output.kind === "log") return;
  const { present } = await import("../ui/present.ts");
  const text = present(output, result, options);
  if (text === "") return;
  try {
    writeOut(text);
  } catch (error) {
    throw diskFull(error, "the output");
  }
}

async function printHelp(words: readonly string[]): Promise<number> {
  const { helpText } = await import("./help.ts");
  writeOut(await helpText(words));
  return 0;
}
