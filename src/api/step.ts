type RunStep = <T>(name: string, act: () => T | Promise<T>) => Promise<T>;

let runStep: RunStep = async (_, act) => await act();

/** Where tasks run: who tells of their steps. Elsewhere a step is only what its function does. */
export function runStepsBy(run: RunStep): void {
  runStep = run;
}

/**
 * A named part of a task: the reporters show it, its output and how long it took. Steps may lie in steps, and run at the same
 * time. Gives what `act` gives, and fails as it fails.
 *
 * ```ts
 * task("release", async () => {
 *   const version = await step("version", async () => (await $`git describe`.text()).trim());
 *   await step("publish", () => $`npm publish --tag ${version}`);
 * });
 * ```
 */
export async function step<T>(name: string, act: () => T | Promise<T>): Promise<T> {
  return await runStep(name, act);
}
