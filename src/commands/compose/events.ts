import type { ProjectEvent } from "../../compose/known/project-events.ts";
import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { knownProject } from "./known-project.ts";

export const composeEventsCommand = defineCommand({
  name: "compose events",
  summary: "Show what happens to the containers of a project, as it happens",
  args: { service: "rest" },
  interspersed: true,
  flags: {
    ...composeFlags,
    json: { type: "bool", summary: "An object a line" },
    since: { type: "string", summary: "Begin with what is known since then: a time, or a duration such as 10m" },
    until: { type: "string", summary: "End at a time, or a duration such as 10m ago" },
  },
  refused: composeRefused,
  examples: ["compose events", "compose events --json web", "compose events --since 1h --until 0s"],
  async execute(context, options) {
    const { projectEvents } = await import("../../compose/known/project-events.ts");
    return projectEvents(context, await knownProject(context, options), options);
  },
  output: {
    kind: "stream",
    async *items(events, { json }) {
      for await (const event of events) {
        const fields = jsonFields(event);
        yield { text: json ? JSON.stringify(fields) : eventText(event), fields };
      }
    },
  },
});

/** By name, as docker compose writes them. */
function jsonFields({ action, attributes, id, service, time }: ProjectEvent) {
  return { action, attributes, id, service, time, type: "container" };
}

/** `2026-08-01 12:34:56.000789 container start 0ab1… (image=nginx:latest, name=shop-web-1)` */
function eventText({ action, attributes, id, time }: ProjectEvent): string {
  const list = Object.entries(attributes).map(([key, value]) => `${key}=${value}`);
  return `${localTime(time)} container ${action} ${id} (${list.join(", ")})`;
}

function localTime(time: string): string {
  const date = new Date(time);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString();
  const fraction = (/\.(\d{1,6})/.exec(time)?.[1] ?? "").padEnd(6, "0");
  return `${local.slice(0, 10)} ${local.slice(11, 19)}.${fraction}`;
}
