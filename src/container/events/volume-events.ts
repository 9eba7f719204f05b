import type { EngineEvent } from "../../engine/events.ts";
import { volumeTopic } from "../../volume/announcement.ts";
import type { KnownContainer, SystemEvent } from "./system-event.ts";

interface Fields {
  readonly id?: string;
  readonly containerId?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Docker's event for what nerdsh has told of a volume; undefined where this is about something else. */
export function volumeEvent({ topic, timestamp: time, event }: EngineEvent): SystemEvent | undefined {
  if (topic !== volumeTopic) return undefined;
  const { id = "", labels = {} } = event as Fields;
  const { action = "", ...attributes } = labels;
  return { type: "volume", action, id, attributes, time };
}

/** What a container's start and end mean for its volumes, whoever has started it: they are mounted, and no longer are. */
export function mountEvents(
  { topic, timestamp: time, event }: EngineEvent,
  known: KnownContainer | undefined,
): SystemEvent[] {
  const { id, containerId: container = "" } = event as Fields;
  const volumes = known?.volumes ?? [];
  if (topic === "/tasks/start") {
    return volumes.map(({ Name = "", Destination: destination, RW, Propagation: propagation }) => {
      const attributes = { container, destination, driver: "local", propagation, "read/write": String(RW) };
      return { type: "volume", action: "mount", id: Name, attributes, time };
    });
  }
  if (topic !== "/tasks/exit" || id !== container) return [];
  return volumes.map(({ Name = "" }) => {
    return { type: "volume", action: "unmount", id: Name, attributes: { container, driver: "local" }, time };
  });
}
