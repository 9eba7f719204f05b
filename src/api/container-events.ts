import type { SystemEvent } from "../container/events/system-event.ts";
import type { Cancellable } from "./container-options.ts";
import { currentSignal } from "./current-signal.ts";
import type { ContextBase } from "./session.ts";

/** Which events `events()` gives, and of what time. */
export interface EventsOptions extends Cancellable {
  /** As `events --filter` takes them: `["event=die", "label=app"]`. */
  readonly filter?: readonly string[];
  /** Begin with what is still known of that time. */
  readonly since?: string | number | Date;
  readonly until?: string | number | Date;
}

/** What happens to containers and images, as it happens. Leaving the loop ends the watching. */
export async function* watchedEvents(
  base: ContextBase,
  { filter = [], signal = currentSignal() ?? new AbortController().signal, since, until }: EventsOptions,
): AsyncGenerator<SystemEvent, void, undefined> {
  const [{ parseFilters }, { eventFilterKeys }, { systemEvents }] = await Promise.all([
    import("../container/filters.ts"),
    import("../container/events/filter.ts"),
    import("../container/events/events.ts"),
  ]);
  const filters = parseFilters(filter, eventFilterKeys);
  yield* systemEvents({ ...base, signal }, { filters, since, until });
}
