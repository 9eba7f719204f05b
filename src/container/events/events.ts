import type { Context } from "../../context.ts";
import type { EngineEvent } from "../../engine/events.ts";
import { type Moment, momentMs } from "../../moment.ts";
import type { Filters } from "../filters.ts";
import { readLife } from "../record/lifecycle.ts";
import { statePaths } from "../record/state-directory.ts";
import { ifPresent } from "../wait.ts";
import { fitsEvent } from "./filter.ts";
import { pastEvents } from "./history.ts";
import { attachmentEvents } from "./network-events.ts";
import { type KnownContainer, knownContainer, type SystemEvent } from "./system-event.ts";
import { inToldOrder } from "./told-order.ts";
import { subjectOf, translated } from "./translation.ts";
import { mountEvents } from "./volume-events.ts";

type EventContext = Pick<Context, "engine" | "settings" | "signal">;

export interface EventOptions {
  readonly filters: Filters;
  /** Begin with what is still known of that time. */
  readonly since?: Moment | undefined;
  /** End then; what is past ends at once. */
  readonly until?: Moment | undefined;
}

/** What happens to the containers and images of the namespace, until the signal or `until`. */
export async function* systemEvents(
  context: EventContext,
  { filters, since, until }: EventOptions,
): AsyncGenerator<SystemEvent, void, undefined> {
  const { engine, settings, signal } = context;
  const [sinceMs, untilMs] = [moment(since), moment(until) ?? Number.POSITIVE_INFINITY];
  using ending = new Ending(signal, untilMs);
  // Asked for before the list, so that nothing that happens between them is missed.
  const subscription = engine.events.subscribe([`namespace==${engine.namespace}`], { signal: ending.signal });
  const live = inToldOrder(subscription[Symbol.asyncIterator]());
  let next = live.next();
  next.catch(() => {}); // Awaited below.
  const listedMs = Date.now();
  const containers = await engine.containers.list([], { signal });
  const known = new Map(containers.map((container) => [container.id, knownContainer(container)]));
  if (sinceMs !== undefined) {
    for (const event of pastEvents(context, containers)) {
      const ms = Date.parse(event.time);
      if (ms >= sinceMs && ms < Math.min(listedMs, untilMs) && fitsEvent(filters, event)) yield event;
    }
  }
  try {
    for (; ; next = live.next()) {
      const { done, value } = await next;
      if (done) return;
      const acquaintance = await acquaint(context, known, value);
      const event = translated(value, acquaintance);
      const networks = await attachmentEvents({ ...settings, namespace: engine.namespace }, value, acquaintance.now);
      const more = [...networks, ...mountEvents(value, acquaintance.now)];
      const told = value.topic === "/tasks/start" ? [...more, event] : [event, ...more];
      for (const each of told) {
        if (each && Date.parse(each.time) <= untilMs && fitsEvent(filters, each)) yield each;
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!ending.isOver) throw error;
  }
}

/** Keeps what is known of containers up to date with what happens to them. */
async function acquaint(
  { engine, settings, signal }: EventContext,
  known: Map<string, KnownContainer>,
  event: EngineEvent,
): Promise<{ before: KnownContainer | undefined; now: KnownContainer | undefined }> {
  const id = subjectOf(event) ?? "";
  const before = known.get(id);
  const become = (now: KnownContainer | undefined) => {
    if (now) known.set(id, now);
    return { before, now };
  };
  switch (event.topic) {
    case "/containers/delete":
      known.delete(id);
      return { before, now: before };
    case "/tasks/start":
      return become(before && { ...before, startedAt: event.timestamp });
    case "/tasks/exit":
      return become(
        before && withStart(before, statePaths({ ...settings, namespace: engine.namespace }, id).lifecycle),
      );
    case "/containers/create":
    case "/containers/update": {
      const container = await ifPresent(engine.containers.get(id, { signal }));
      const { startedAt } = before ?? {};
      return become(container && { ...knownContainer(container), ...(startedAt !== undefined && { startedAt }) });
    }
    default:
      return { before, now: before };
  }
}

/** One that ran before anybody looked has its start written down. */
function withStart(known: KnownContainer, lifecycle: string): KnownContainer {
  const startedAt = known.startedAt ?? readLife(lifecycle)?.startedAt;
  return startedAt === undefined ? known : { ...known, startedAt };
}

function moment(text: Moment | undefined): number | undefined {
  return text === undefined ? undefined : momentMs(text);
}

/** Of no timer longer than 24 days, the longest there is. */
const longestTimerMs = 2 ** 31 - 1;

/** Ends a subscription by the caller's signal, at a moment, or with its block. */
class Ending implements Disposable {
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #abort = () => this.#controller.abort();
  isOver = false;

  constructor(caller: AbortSignal, untilMs: number) {
    this.#caller = caller;
    caller.addEventListener("abort", this.#abort, { once: true });
    if (untilMs === Number.POSITIVE_INFINITY) return;
    const end = () => {
      this.isOver = true;
      this.#abort();
    };
    this.#timer = setTimeout(end, Math.min(Math.max(0, untilMs - Date.now()), longestTimerMs));
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#caller.removeEventListener("abort", this.#abort);
    this.#abort();
  }
}
