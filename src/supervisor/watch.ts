import { leavePlace } from "../container/supervision.ts";
import { NerdError } from "../errors.ts";
import { Alarm } from "./alarm.ts";
import { Attendance } from "./attendance.ts";
import type { DutyContext } from "./duty.ts";

/** From an exit to the next look, as another container often follows; and from the first look, as nothing tells when a subscription stands. */
const settleMs = 1_000;
/** What failed is tried again after so long. */
const retryMs = 5_000;

/**
 * Attends to every container at first, and then to each that exits. Resolves once none needs the supervisor and its place is given up; rejects
 * where the connection is lost.
 */
export async function watch(context: DutyContext): Promise<void> {
  const { settings } = context;
  const stop = new AbortController();
  const attendance = new Attendance(context);
  using alarm = new Alarm();
  const lost = followExits(context, stop.signal, (id) => {
    attendance.exited(id);
    alarm.set(settleMs);
  });
  lost.catch(() => {}); // It takes part in every race below.
  alarm.set(settleMs);
  try {
    for (;;) {
      const isNeeded = await Promise.race([attendance.look(), lost]);
      if (attendance.takeFailures() > 0) alarm.set(retryMs);
      else if (!isNeeded && !alarm.isSet && (await leavePlace(settings, () => attendance.look()))) return;
      await Promise.race([alarm.rings(), lost]);
    }
  } finally {
    stop.abort();
  }
}

/** Never resolves: a subscription ends only with its connection. */
async function followExits({ engine }: DutyContext, signal: AbortSignal, onExit: (id: string) => void): Promise<never> {
  const filters = [`topic=="/tasks/exit",namespace==${engine.namespace}`];
  for await (const { event } of engine.events.subscribe(filters, { signal })) {
    // A process beside the container's first one exits under a name of its own.
    if (event["containerId"] === event["id"]) onExit(String(event["containerId"]));
  }
  throw new NerdError("ENGINE_UNAVAILABLE", "the engine ended its events");
}
