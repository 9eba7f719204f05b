import { type Filters, fitsLabels } from "../filters.ts";
import type { SystemEvent } from "./system-event.ts";

/** By key; `status` is an older name of `event`, and the rest of Docker's keys fit nothing that nerdsh reports. */
const questions: Readonly<Record<string, (event: SystemEvent, value: string) => boolean>> = {
  container: ({ type, id, attributes }, value) =>
    type === "container" && (id.startsWith(value) || attributes["name"] === value.replace(/^\//, "")),
  image: ({ type, id, attributes }, value) => {
    const names = type === "image" ? [id, attributes["name"] ?? ""] : [attributes["image"] ?? ""];
    return names.some((name) => name === value || withoutTag(name) === value || `${name}:latest` === value);
  },
  event: ({ action }, value) => isAction(action, value),
  status: ({ action }, value) => isAction(action, value),
  type: ({ type }, value) => type === value,
  scope: (_, value) => value === "local",
  network: ({ type, id, attributes }, value) =>
    type === "network" && (id.startsWith(value) || attributes["name"] === value),
  volume: ({ type, id }, value) => type === "volume" && id === value,
  ...Object.fromEntries(["config", "daemon", "node", "plugin", "secret", "service"].map((key) => [key, () => false])),
};

/** The keys that `events --filter` takes. */
export const eventFilterKeys: readonly string[] = [...Object.keys(questions), "label"];

export function fitsEvent(filters: Filters, event: SystemEvent): boolean {
  if (!fitsLabels(event.attributes, filters)) return false;
  return [...filters].every(([key, values]) => {
    const question = questions[key];
    return question === undefined || values.some((value) => question(event, value));
  });
}

function withoutTag(image: string): string {
  return image.replace(/:[^:/]*$/, "");
}

/** `health_status` stands for `health_status: healthy`, too. */
function isAction(action: string, value: string): boolean {
  return action === value || action.split(":")[0] === value;
}
