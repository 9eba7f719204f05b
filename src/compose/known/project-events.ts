import { systemEvents } from "../../container/events/events.ts";
import type { Context } from "../../context.ts";
import { composeLabels } from "../labels.ts";
import { checkServices, type KnownProject } from "./known-project.ts";

/** Something that has happened to a container of a service. */
export interface ProjectEvent {
  /** `create`, `start`, `die`, `health_status: healthy`, … */
  readonly action: string;
  readonly service: string;
  readonly id: string;
  /** What Docker tells of it, without compose's own labels, by name. */
  readonly attributes: Readonly<Record<string, string>>;
  /** RFC 3339 with nanoseconds. */
  readonly time: string;
}

export interface EventPart {
  readonly service: readonly string[];
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** What happens to the containers of services, but for those of `compose run`, until the signal or `until`. */
export async function* projectEvents(
  context: Pick<Context, "engine" | "settings" | "signal">,
  known: KnownProject,
  { service: services, since, until }: EventPart,
): AsyncGenerator<ProjectEvent, void, undefined> {
  checkServices(known, services);
  const filters = new Map([
    ["type", ["container"]],
    ["label", [`${composeLabels.project}=${known.name}`, composeLabels.configHash]],
  ]);
  for await (const { action, id, time, attributes } of systemEvents(context, { filters, since, until })) {
    const service = attributes[composeLabels.service] ?? "";
    if (attributes[composeLabels.oneOff] === "True") continue;
    if (services.length === 0 || services.includes(service))
      yield { action, service, id, time, attributes: ownAttributes(attributes) };
  }
}

function ownAttributes(attributes: Readonly<Record<string, string>>): Record<string, string> {
  const own = Object.entries(attributes).filter(([key]) => !key.startsWith("com.docker.compose."));
  return Object.fromEntries(own.sort(([a], [b]) => (a < b ? -1 : 1)));
}
