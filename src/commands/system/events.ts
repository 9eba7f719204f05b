import type { SystemEvent } from "../../container/events/system-event.ts";
import { defineCommand } from "../define-command.ts";
import type { Fields } from "../output.ts";

export const eventsCommand = defineCommand({
  name: "events",
  summary: "Show what happens to containers and images, as it happens",
  args: {},
  interspersed: true,
  flags: {
    filter: {
      type: "filters",
      short: "f",
      summary: "Only those that match: container, event, image, label, type; one of several for the same key",
    },
    format: { type: "string", summary: "json, or a Go template" },
    since: { type: "string", summary: "Begin with what is known since then: a time, or a duration such as 10m" },
    until: { type: "string", summary: "End at a time, or a duration such as 10m ago" },
  },
  examples: [
    "events",
    "events --filter event=die --format '{{.Actor.Attributes.name}}'",
    "events --since 1h --until 0s",
  ],
  async execute(context, { filter, since, until }) {
    const { parseFilters } = await import("../../container/filters.ts");
    const { eventFilterKeys } = await import("../../container/events/filter.ts");
    const { systemEvents } = await import("../../container/events/events.ts");
    return systemEvents(context, { filters: parseFilters(filter, eventFilterKeys), since, until });
  },
  output: {
    kind: "stream",
    async *items(events) {
      for await (const event of events) yield { text: eventText(event), fields: eventFields(event) };
    },
  },
});

/** `2026-08-01T12:34:56.000000789+02:00 container die 0ab1… (exitCode=1, image=nginx:latest, name=web)`, as Docker has it. */
function eventText({ type, action, id, attributes, time }: SystemEvent): string {
  const list = Object.entries(attributes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`);
  return `${localTime(time)} ${type} ${action} ${id} (${list.join(", ")})`;
}

/** As Docker's JSON has them; its templates call some by other names, which are not listed. */
function eventFields({ type, action, id, attributes, time }: SystemEvent): Fields {
  const timeNano = nanoseconds(time);
  const seconds = Math.floor(Date.parse(time) / 1000);
  const from = attributes["image"];
  const fields = {
    ...(type === "container" && { status: action, id, from }),
    Type: type,
    Action: action,
    Actor: { ID: id, Attributes: new Map(Object.entries(attributes)) },
    scope: "local",
    time: seconds,
    timeNano,
  };
  const templateNames = { Status: action, ID: id, From: from ?? "", Scope: "local", Time: seconds, TimeNano: timeNano };
  return Object.defineProperties(
    fields,
    Object.fromEntries(Object.entries(templateNames).map(([key, value]) => [key, { value }])),
  );
}

/** Of an RFC 3339 time, all nine digits; a bigint, since a number is too small. */
function nanoseconds(time: string): bigint {
  return BigInt(Math.floor(Date.parse(time) / 1000)) * 1_000_000_000n + BigInt(fraction(time));
}

function fraction(time: string): string {
  return (/\.(\d{1,9})/.exec(time)?.[1] ?? "").padEnd(9, "0");
}

function localTime(time: string): string {
  const date = new Date(Date.parse(time));
  const offset = -date.getTimezoneOffset();
  const two = (value: number) => String(Math.trunc(value)).padStart(2, "0");
  const zone =
    offset === 0 ? "Z" : `${offset < 0 ? "-" : "+"}${two(Math.abs(offset) / 60)}:${two(Math.abs(offset) % 60)}`;
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19);
  return `${local}.${fraction(time)}${zone}`;
}
