import { resolveSettings } from "../settings/resolve.ts";
import { declaredTasks } from "../task/declared-tasks.ts";
import { beginProcess } from "./begun-process.ts";
import { beginProgram } from "./run-recipe.ts";

/** What a plain recipe has of this process from its first use of it on. */
export interface BegunRecipe {
  /** Shows the error that it ended in, cleans up, and gives the exit status. */
  fail(error: unknown): Promise<number>;
  /** The same of an error that nobody has caught, and ends the process. */
  failAndExit(error: unknown): Promise<void>;
  /** To be called where its top-level code ended before. */
  isOver(): void;
  /** Its top-level code has ended: runs the tasks that it declared, and gives the exit status. */
  end(): Promise<number>;
}

/** Makes this process ready for a recipe, perhaps in the midst of it: at once, as nothing of the program can wait. The API's names are there. */
export function beginRecipe(
  { path, args }: { readonly path: string; readonly args: readonly string[] },
  ownConsole: Console,
): BegunRecipe {
  process.argv = [process.execPath, path, ...args];
  const [cwd, interrupt] = [process.cwd(), beginProcess({}, ownConsole)];
  const program = beginProgram({ cwd, globals: {}, interrupt });
  const runTasks = async (): Promise<number> => {
    if (declaredTasks().size === 0) return 0;
    const { cacheDir } = await resolveSettings({ environment: process.env });
    const { runDeclaredTasks } = await import("./tasks/run-declared-tasks.ts");
    return await runDeclaredTasks({ recipe: path, args, cwd, cacheDir, interrupt });
  };
  return {
    fail: program.fail,
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
