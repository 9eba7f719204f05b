import { findContainer } from "../container/record/lookup.ts";
import type { ContainerStats } from "../container/stats.ts";
import { currentSignal } from "./current-signal.ts";
import type { ContextBase } from "./session.ts";

/** What a container uses, every second until it exits. Leaving the loop early ends the watch. */
export async function* containerStatsStream(
  base: ContextBase,
  id: string,
  signal = currentSignal(),
): AsyncGenerator<ContainerStats, void, undefined> {
  const { watchStats } = await import("../container/stats.ts");
  const context = { engine: base.engine, signal: signal ?? new AbortController().signal };
  yield* watchStats(context, await findContainer(context, id));
}
