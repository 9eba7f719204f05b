import { createEvaluator, type Evaluator } from "../platform/evaluator.ts";
import { defineGlobals } from "../platform/global-names.ts";
import { createModuleLoader, type ModuleLoader, type NerdshModule } from "../platform/module-loader.ts";
import type { LineRunnerOptions, PromptGlobals } from "./line-runner.ts";
import { PromptSession } from "./prompt-session.ts";

/** What every way to enter lines needs. */
export interface SessionOptions extends LineRunnerOptions {
  readonly nerdsh: NerdshModule;
  readonly cacheDir: string;
  /** Told when `cd` has changed the directory of the process. */
  onDirectoryChange?(): Promise<void>;
}

/** The scope that lines share; evaluator and loader start with the first line that needs them. */
export function openSession(options: SessionOptions): PromptSession {
  let evaluator: Promise<Evaluator> | undefined;
  let loader: Promise<ModuleLoader> | undefined;
  return new PromptSession({
    evaluator: () => (evaluator ??= startEvaluator(options.globals)),
    loader: () => (loader ??= createModuleLoader(options)),
  });
}

async function startEvaluator(globals: PromptGlobals): Promise<Evaluator> {
  defineGlobals(await globals.load());
  return await createEvaluator();
}
