import { networkTopic } from "../container/network/network-announcement.ts";
import { isReplaced, leavePlace } from "../container/supervision.ts";
import { NerdError } from "../errors.ts";
import { Alarm } from "./alarm.ts";
import { Attendance } from "./attendance.ts";
import type { DutyContext } from "./duty.ts";
import type { Faults, Work } from "./faults.ts";

/** From an event to the next look, as another often follows; and from the first look, as nothing tells when a subscription stands. */
const settleMs = 1_000;

/** What listens where the containers that run want it to. */
export interface Listeners extends Work {
  refresh(): Promise<void>;
}

/** From one look at all to the next, while one container is known to need the supervisor and something happens to others only. */
const lookMs = 5_000;
/** What failed is tried again after so long. */
const retryMs = 5_000;

/** What fails where the connection is lost. */
export const watching: Work = { name: "watch" };

/** What happens to a container that a duty may have to know of; and to a network, whose names are served. */
const topics = ["/tasks/exit", "/tasks/start", "/tasks/resumed", "/containers/update", networkTopic];

/**
 * Attends to every container at first, and then to each in which something happens. Resolves once none needs the supervisor and its place is given up, or another
 * has it; rejects where the connection is lost.
 */
export async function watch(context: DutyContext, listeners: readonly Listeners[], faults: Faults): Promise<void> {
  const { settings } = context;
  const stop = new AbortController();
  using alarm = new Alarm();
  /** By `performance.now()`: a look before that is put off. */
  let nextLookMs = 0;
  const retry = () => {
    nextLookMs = 0;
    alarm.set(retryMs);
  };
  using attendance = new Attendance(context, faults, retry);
  const serve = () => {
    for (const listener of listeners) {
      listener.refresh().then(
        () => faults.succeeded(listener),
        (error: unknown) => {
          faults.failed(listener, error);
          retry();
        },
      );
    }
  };
  const lost = followEvents(context, stop.signal, (id) => {
    attendance.notice(id);
    serve();
    if (attendance.needy === undefined || attendance.needy === id) nextLookMs = 0;
    alarm.setWithin(settleMs);
  });
  lost.catch(() => {}); // It takes part in every race below.
  alarm.set(settleMs);
  try {
    // The second look, once the subscription stands, is for what happened before.
    for (let looks = 0; ; ) {
      if (await isReplaced(settings)) return;
      serve();
      const restMs = nextLookMs - performance.now();
      if (restMs > 0) alarm.setWithin(restMs);
      else nextLookMs = looks++ === 0 ? 0 : performance.now() + lookMs;
      const isNeeded = restMs > 0 || (await Promise.race([attendance.look(), lost]));
      faults.succeeded(watching);
      if (!isNeeded && !alarm.isSet && (await leavePlace(settings, () => attendance.look()))) return;
      await Promise.race([alarm.rings(), lost]);
    }
  } finally {
    stop.abort();
  }
}

/** Never resolves: a subscription ends only with its connection. */
async function followEvents(
  { engine }: DutyContext,
  signal: AbortSignal,
  onEvent: (id: string) => void,
): Promise<never> {
  const filters = topics.map((topic) => `topic==${JSON.stringify(topic)},namespace==${engine.namespace}`);
  for await (const { event } of engine.events.subscribe(filters, { signal })) {
    const id = event["containerId"] ?? event["id"];
    // A process beside the container's first one exits under a name of its own.
    if (event["id"] === undefined || event["id"] === id) onEvent(String(id));
  }
  throw new NerdError("ENGINE_UNAVAILABLE", "the engine ended its events");
}
