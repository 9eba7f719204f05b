import type { EngineEvent } from "../../engine/events.ts";
import { imageTopic } from "../../image/announcement.ts";
import { familiarName } from "../../image/reference.ts";
import { volumeTopic } from "../../volume/announcement.ts";
import { healthTopic } from "../health/health-check.ts";
import { networkTopic } from "../network/network-announcement.ts";
import { announcementTopic } from "./announcement.ts";
import { containerEvent, endAttributes, type KnownContainer, type SystemEvent } from "./system-event.ts";
import { volumeEvent } from "./volume-events.ts";

/** The fields of containerd's events that are looked at; each has some. From its api/events. */
interface Fields {
  readonly id?: string;
  readonly containerId?: string;
  readonly execId?: string;
  readonly exitStatus?: number;
  readonly name?: string;
  readonly checkpoint?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** What a subscriber has to know beforehand, and what it learns. `before` is undefined where a container is new. */
export interface Acquaintance {
  readonly before: KnownContainer | undefined;
  readonly now: KnownContainer | undefined;
}

/** The container that an event is about; undefined where it is about something else. */
export function subjectOf({ topic, event }: Pick<EngineEvent, "topic" | "event">): string | undefined {
  const { id, containerId } = event as Fields;
  if (topic.startsWith("/tasks/")) return containerId;
  return topic.startsWith("/containers/") ||
    (topic.startsWith("/nerdsh/") && ![imageTopic, networkTopic, volumeTopic].includes(topic))
    ? id
    : undefined;
}

/** Docker's event for containerd's; undefined where Docker has none. */
export function translated(engineEvent: EngineEvent, { before, now }: Acquaintance): SystemEvent | undefined {
  const { topic, timestamp: time, event } = engineEvent;
  const fields = event as Fields; // As containerd defines them.
  const id = subjectOf(engineEvent) ?? "";
  const known = now ?? before;
  const happened = (action: string, more?: Record<string, string>) => containerEvent({ id, known, action, time }, more);
  const { execId: execID = "", labels = {} } = fields;
  switch (topic) {
    case "/containers/create":
      return happened("create");
    case "/containers/update":
      return before && now && before.name !== now.name ? happened("rename", { oldName: before.name }) : undefined;
    case "/containers/delete":
      return happened("destroy");
    case "/tasks/start":
      return happened("start");
    case "/tasks/exit":
      return exited(fields, happened, { startedAt: known?.startedAt, time });
    case "/tasks/oom":
      return happened("oom");
    case "/tasks/paused":
      return happened("pause");
    case "/tasks/resumed":
      return happened("unpause");
    case "/tasks/checkpointed":
      return happened("checkpoint");
    case "/tasks/exec-added":
      return happened("exec_create", { execID });
    case "/tasks/exec-started":
      return happened("exec_start", { execID });
    case healthTopic:
      return happened(`health_status: ${labels["health_status"]}`);
    case announcementTopic: {
      const { action = "", ...attributes } = labels;
      return happened(action, attributes);
    }
    case imageTopic: {
      const { action = "", ...attributes } = labels;
      return imageEvent(action, fields, time, attributes);
    }
    case networkTopic: {
      const { action = "", ...attributes } = labels;
      return { type: "network", action, id: fields.id ?? "", time, attributes };
    }
    case volumeTopic:
      return volumeEvent(engineEvent);
    case "/images/create":
    case "/images/update":
      return imageEvent("tag", fields, time);
    case "/images/delete":
      return imageEvent("untag", fields, time);
    default:
      return undefined;
  }
}

/** One event for both: an exec's process has an id of its own. */
function exited(
  { id, containerId, exitStatus = 0 }: Fields,
  happened: (action: string, more: Record<string, string>) => SystemEvent,
  { startedAt, time }: { readonly startedAt: string | undefined; readonly time: string },
): SystemEvent {
  if (id === containerId) return happened("die", endAttributes(exitStatus, startedAt, time));
  return happened("exec_die", { execID: id ?? "", exitCode: String(exitStatus) });
}

function imageEvent(
  action: string,
  { name = "" }: Fields,
  time: string,
  more: Readonly<Record<string, string>> = {},
): SystemEvent {
  const id = familiarName(name);
  return { type: "image", action, id, time, attributes: { ...(id !== "" && { name: id }), ...more } };
}
