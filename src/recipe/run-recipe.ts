import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { endServices } from "../api/service-lifetime.ts";
import { createModuleLoader, type ModuleLoader, type NerdshModule } from "../platform/module-loader.ts";
import { findRecipe } from "../project/recipe-file.ts";
import { declaredTasks } from "../task/declared-tasks.ts";
import { installGlobals } from "./globals.ts";
import { cancelOnInterrupt } from "./interrupts.ts";

export interface RecipeOptions {
  /** What the recipe finds in `process.argv` after its own path. */
  readonly args: readonly string[];
  /** The API's names, available without an import; the values are those of `nerdsh`'s exports. */
  readonly globals: Readonly<Record<string, unknown>>;
  /** What `import … from "nerdsh"` gives. */
  readonly nerdsh: NerdshModule;
  readonly cacheDir: string;
  readonly cwd: string;
  /** Ends the process after an error that nobody awaited; `process.exit` where absent. */
  readonly exit?: (exitCode: number) => void;
  /** Aborted by Ctrl-C and by SIGTERM, for the operations to stop and clean up; absent: they end the process. */
  readonly interrupt?: AbortController;
}

/**
 * Runs a recipe to the end of its top-level code, then the tasks that it declared and `args` name, and resolves to the exit status so far: 0, or that of the error
 * it ended in, which has been shown. What it left running goes on: set `process.exitCode`, do not exit.
 */
export async function runRecipe({ file, ...options }: RecipeOptions & { readonly file: string }): Promise<number> {
  return await runProgram(options, async (loader) => {
    const path = findRecipe(file, options.cwd);
    process.argv = [process.execPath, path, ...options.args];
    const url = pathToFileURL(path).href;
    await loader.import(url, url);
    if (declaredTasks().size === 0) return 0;
    const { runDeclaredTasks } = await import("./tasks/run-declared-tasks.ts");
    return await runDeclaredTasks({ ...options, recipe: path });
  });
}

/** Runs code that is in no file: `nerdsh -e`, or a program from standard input; its imports start at `cwd`. */
export async function runCode({ code, name = "eval", ...options }: RecipeOptions & CodeOptions): Promise<number> {
  return await runProgram(options, async (loader) => {
    const path = join(options.cwd, `[${name}].ts`);
    process.argv = [process.execPath, path, ...options.args];
    await loader.importCode(code, pathToFileURL(path).href);
    return 0;
  });
}

interface CodeOptions {
  readonly code: string;
  /** Stands for the file name in errors: `eval`, `stdin`. */
  readonly name?: "eval" | "stdin";
}

async function runProgram(options: RecipeOptions, program: (loader: ModuleLoader) => Promise<number>): Promise<number> {
  const begun = beginProgram(options);
  try {
    return begun.end(await program(await createModuleLoader(options)));
  } catch (error) {
    return await begun.fail(error);
  }
}

/** A program that has its globals, and which ends by what it does not catch. */
export interface BegunProgram {
  /** Shows the error that it ended in, cleans up, and gives the exit status. */
  fail(error: unknown): Promise<number>;
  /** The same, and ends the process. */
  failAndExit(error: unknown): Promise<void>;
  /** It has ended, with this status or one that it has set, which the result is. */
  end(exitCode: number): number;
}

export function beginProgram(options: Pick<RecipeOptions, "cwd" | "globals" | "interrupt" | "exit">): BegunProgram {
  const { cwd, globals, interrupt, exit = (code) => process.exit(code) } = options;
  const interruption = interrupt && cancelOnInterrupt(interrupt, exit, endServices);
  let isRunning = true;
  const fail = async (error: unknown): Promise<number> => {
    isRunning = false;
    const { exitCodeOf, failureText } = await import("../ui/failure.ts");
    process.stderr.write(`${failureText(error, { cwd, hasPlaces: true })}\n`);
    // Before the process may be ended.
    await endServices().catch((late: unknown) => {
      process.stderr.write(`${failureText(late, { cwd, hasPlaces: true })}\n`);
    });
    return interruption?.exitCode() ?? exitCodeOf(error);
  };
  const failAndExit = async (error: unknown) => exit(await fail(error));
  process.on("uncaughtException", failAndExit).on("unhandledRejection", failAndExit);
  // Emitted where nothing is left to be done, and not where the program calls `process.exit`.
  let isIdle = false;
  process.on("beforeExit", () => {
    isIdle = true;
  });
  process.once("exit", () => {
    if (isRunning && isIdle)
      process.stderr.write("error: the program waits for something that nothing is left to bring about\n");
  });
  installGlobals(globals);
  return {
    fail,
    failAndExit,
    end(exitCode) {
      isRunning = false;
      interrupt?.signal.addEventListener("abort", () => void endServices(), { once: true });
      return exitCode || Number(process.exitCode ?? 0);
    },
  };
}
