import type { Context } from "../../context.ts";
import type { StoredContainer } from "../../engine/containers.ts";
import { endOf, readLife } from "../record/lifecycle.ts";
import { statePaths } from "../record/state-directory.ts";
import { containerEvent, endAttributes, knownContainer, type SystemEvent } from "./system-event.ts";

/**
 * What is still known of the time before somebody looked, oldest first: containerd keeps no events, but each container that is there was
 * created once, and has its last life written down.
 */
export function pastEvents(
  { engine, settings }: Pick<Context, "engine" | "settings">,
  containers: readonly StoredContainer[],
): SystemEvent[] {
  const place = { ...settings, namespace: engine.namespace };
  const events = containers.flatMap((container) => {
    const known = knownContainer(container);
    const { id, createdAt } = container;
    const life = readLife(statePaths(place, id).lifecycle);
    const end = life && endOf(life);
    return [
      containerEvent({ id, known, action: "create", time: createdAt }),
      ...(life ? [containerEvent({ id, known, action: "start", time: life.startedAt })] : []),
      ...(end
        ? [
            containerEvent(
              { id, known, action: "die", time: end.exitedAt },
              endAttributes(end.exitCode, life.startedAt, end.exitedAt),
            ),
          ]
        : []),
    ];
  });
  return events.sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
}
