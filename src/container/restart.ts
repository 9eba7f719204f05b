import type { Context } from "../context.ts";
import type { StoredContainer } from "../engine/containers.ts";
import { lockContainer } from "./container-lock.ts";
import { announce } from "./events/announcement.ts";
import { handOver } from "./hand-over.ts";
import { startLocked } from "./start.ts";
import { type StopOptions, stopLocked } from "./stop.ts";
import type { StartedTask } from "./task.ts";

/**
 * Stops the container where it runs, and starts it, detached. Who would remove it for its exit, or clean up after it, finds it running: the
 * supervisor waits for the lock, and a command that is attached is its keeper no longer. Undefined where somebody who knows no lock, such as
 * nerdctl, has started it in between.
 */
export async function restartContainer(
  context: Context,
  container: StoredContainer,
  options: StopOptions = {},
): Promise<StartedTask | undefined> {
  await using _lock = await lockContainer(context, container.id, context.signal);
  await handOver(context, container);
  await stopLocked(context, container, options);
  const started = await startLocked(context, container, { attach: false, interactive: false });
  await announce(context, container, "restart");
  return started;
}
