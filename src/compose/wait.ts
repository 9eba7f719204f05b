import { exitCodeOfContainer } from "../container/exit-code.ts";
import type { Context } from "../context.ts";
import { down } from "./down.ts";
import { chosenContainers, refuseMissing } from "./plan/lifecycle-plan.ts";
import type { Project } from "./project.ts";
import { observe } from "./state/observe.ts";

/** Resolves with the exit status of whichever container of those services ends first. Throws UNKNOWN_SERVICE, UNKNOWN_CONTAINER. */
export async function waitForServices(
  context: Context,
  project: Project,
  { services, down: takesDown }: { readonly services: readonly string[]; readonly down: boolean },
): Promise<{ readonly name: string; readonly exitCode: number }> {
  const observed = await observe(context, project.name);
  const containers = chosenContainers(project, observed, { services });
  refuseMissing(project, observed, services);
  using others = abortedWith(context.signal);
  const ends = containers.map(async ({ id, name }) => {
    return { name, exitCode: await exitCodeOfContainer({ ...context, signal: others.signal }, id) };
  });
  for (const end of ends) end.catch(() => {}); // Those that are not the first are cancelled.
  const first = await Promise.race(ends);
  if (takesDown) await down(context, project);
  return first;
}

/** A signal that aborts with another one, and at the end of the block. */
function abortedWith(signal: AbortSignal): Disposable & { readonly signal: AbortSignal } {
  const own = new AbortController();
  return { signal: AbortSignal.any([signal, own.signal]), [Symbol.dispose]: () => own.abort() };
}
