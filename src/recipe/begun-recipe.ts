import { importFailure } from "../platform/module-loader.ts";
import { resolveSettings } from "../settings/resolve.ts";
import { declaredTasks } from "../task/declared-tasks.ts";
import { apiGlobals } from "./api-globals.ts";
import { beginProcess } from "./begun-process.ts";
import { beginProgram } from "./run-recipe.ts";

/** What a plain recipe has of this process from its first use of it on. */
export interface BegunRecipe {
  /** Shows what its import failed with, cleans up, and gives the exit status. */
  failImport(error: unknown): Promise<number>;
  /** Shows an error that nobody has caught, cleans up, and ends the process. */
  failAndExit(error: unknown): Promise<void>;
  /** To be called where its top-level code ended before. */
  isOver(): void;
  /** Its top-level code has ended: runs the tasks that it declared, and gives the exit status. */
  end(): Promise<number>;
}

/** Makes this process ready for a recipe, perhaps in the midst of it: at once, as nothing of the program can wait. */
export function beginRecipe(
  { path, args }: { readonly path: string; readonly args: readonly string[] },
  exports: Readonly<Record<string, unknown>>,
  ownConsole: Console,
): BegunRecipe {
  process.argv = [process.execPath, path, ...args];
  const [cwd, interrupt] = [process.cwd(), beginProcess({}, ownConsole)];
  const program = beginProgram({ cwd, globals: apiGlobals(exports), interrupt });
  const runTasks = async (): Promise<number> => {
    if (declaredTasks().size === 0) return 0;
    const { cacheDir } = await resolveSettings({ environment: process.env });
    const { runDeclaredTasks } = await import("./tasks/run-declared-tasks.ts");
    return await runDeclaredTasks({ recipe: path, args, cwd, cacheDir, interrupt });
  };
  return {
    failImport: async (error) => await program.fail(await importFailure(error, path)),
    failAndExit: program.failAndExit,
    isOver: () => void program.end(0),
    async end() {
      try {
        return program.end(await runTasks());
      } catch (error) {
        return await program.fail(error);
      }
    },
  };
}
