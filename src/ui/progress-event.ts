import { isBuildEvent } from "../build-event.ts";
import type { NerdEvent } from "../events.ts";

/** What is shown while a command works; the rest is for recipes, whose lines are the user's own. */
const shown: readonly NerdEvent["type"][] = [
  "layer.progress",
  "layer.unpacking",
  "layer.unpacked",
  "image.resolved",
  "image.pulled",
  "layer.sent",
  "layer.pushed",
  "image.pushed",
  "layer.converting",
  "image.converted",
  "engine.starting",
  "engine.started",
  "builder.starting",
  "builder.started",
  "compose.progress",
  "compose.settled",
  "warning",
];

export function isProgress(event: NerdEvent): boolean {
  return shown.includes(event.type) || isBuildEvent(event);
}
