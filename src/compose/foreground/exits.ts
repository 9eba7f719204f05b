import { systemEvents } from "../../container/events/events.ts";
import type { Context } from "../../context.ts";
import { composeLabels } from "../labels.ts";

/** The end of one life of a service's container. */
export interface ContainerExit {
  readonly name: string;
  readonly service: string;
  readonly exitCode: number;
  /** RFC 3339 in UTC. */
  readonly time: string;
  /** Which of the service's. */
  readonly number: number;
}

/** The exits of a project's containers from now on: once this resolves, none is missed. Ends with the signal, which it throws the reason of. */
export async function watchExits(
  context: Pick<Context, "engine" | "settings" | "signal">,
  project: string,
): Promise<AsyncIterable<ContainerExit>> {
  const filters = new Map([
    ["type", ["container"]],
    ["event", ["die"]],
    ["label", [`${composeLabels.project}=${project}`, `${composeLabels.oneOff}=False`]],
  ]);
  const events = systemEvents(context, { filters });
  // The subscription is made when the first one is asked for.
  const first = events.next();
  first.catch(() => {}); // Awaited by whoever iterates.
  return (async function* () {
    for (let next = first; ; next = events.next()) {
      const { done, value } = await next;
      if (done) return;
      const { name = "", exitCode = "0", [composeLabels.service]: service = "" } = value.attributes;
      const number = Number(value.attributes[composeLabels.number] ?? 1);
      yield { name, service, number, exitCode: Number(exitCode), time: value.time };
    }
  })();
}
