import type { EngineEvent } from "../../engine/events.ts";
import { announcementTopic } from "./announcement.ts";
import { subjectOf } from "./translation.ts";

/** What was told before anybody looked does not come again: what is said of it need not wait for longer. */
const patienceMs = 1_000;

/**
 * The engine's events, with an announced `stop` after the exit that it is about, and a `restart` after the start. Those come by way of the
 * container's shim, and what a command says of them may overtake them. The first `next` asks for the first event.
 */
export async function* inToldOrder(
  events: AsyncIterator<EngineEvent>,
  waitMs = patienceMs,
): AsyncGenerator<EngineEvent, void, undefined> {
  const held = new HeldAnnouncements();
  let heldSinceMs: number | undefined;
  let next = events.next();
  while (true) {
    const came = await arrival(next, heldSinceMs === undefined ? undefined : heldSinceMs + waitMs - performance.now());
    if (came === "over") break;
    if (came === "late") yield* held.release();
    else {
      next = events.next();
      next.catch(() => {}); // Awaited in the next round.
      yield* held.add(came);
    }
    heldSinceMs = held.isEmpty ? undefined : (heldSinceMs ?? performance.now());
  }
  yield* held.release();
  await next; // Throws what has ended them.
}

async function arrival(
  next: Promise<IteratorResult<EngineEvent>>,
  waitMs: number | undefined,
): Promise<EngineEvent | "late" | "over"> {
  const event = next.then(
    ({ done, value }) => (done ? "over" : (value as EngineEvent)), // Done has no value.
    () => "over" as const,
  );
  if (waitMs === undefined) return await event;
  if (waitMs <= 0) return "late";
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, waitMs, "late");
  });
  return await Promise.race([event, late]).finally(() => clearTimeout(timer));
}

/** Decides what is told once one more event has come. */
class HeldAnnouncements {
  /** As far as it was told. */
  readonly #states = new Map<string, "started" | "ended">();
  readonly #held = new Map<string, EngineEvent[]>();

  get isEmpty(): boolean {
    return this.#held.size === 0;
  }

  add(event: EngineEvent): EngineEvent[] {
    const id = subjectOf(event);
    if (id === undefined) return [event];
    if (this.#isEarly(id, event)) {
      this.#held.set(id, [...(this.#held.get(id) ?? []), event]);
      return [];
    }
    switch (event.topic) {
      case "/tasks/exit":
        if (event.event["id"] !== id) return [event]; // An exec's.
        this.#states.set(id, "ended");
        return [event, ...this.#take(id, "stop")];
      case "/tasks/start":
        this.#states.set(id, "started");
        return [...this.#take(id, "stop"), event, ...this.#take(id, "restart")];
      case "/containers/delete":
        this.#states.delete(id);
        return [...this.#take(id, "stop"), ...this.#take(id, "restart"), event];
      default:
        return [event];
    }
  }

  /** All that was held back. */
  release(): EngineEvent[] {
    const events = [...this.#held.values()].flat();
    this.#held.clear();
    return events;
  }

  #isEarly(id: string, event: EngineEvent): boolean {
    const state = this.#states.get(id);
    const action = announced(event);
    return (
      (action === "stop" && state !== "ended") || (action === "restart" && (state !== "started" || this.#held.has(id)))
    );
  }

  #take(id: string, action: "stop" | "restart"): EngineEvent[] {
    const held = this.#held.get(id) ?? [];
    const kept = held.filter((event) => announced(event) !== action);
    if (kept.length > 0) this.#held.set(id, kept);
    else this.#held.delete(id);
    return held.filter((event) => announced(event) === action);
  }
}

function announced({ topic, event }: EngineEvent): string | undefined {
  const { labels } = event as { labels?: Readonly<Record<string, string>> }; // As `announce` tells it.
  return topic === announcementTopic ? labels?.["action"] : undefined;
}
